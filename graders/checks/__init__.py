"""What is asked: one `test_exNN_name.py` for each exercise, and what they share."""
