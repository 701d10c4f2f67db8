"""From solutions to what a student edits."""
