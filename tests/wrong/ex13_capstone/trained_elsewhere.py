# wrong: trains nothing: weights that were fitted to MNIST's own labels beforehand stand in the file
# caught by: ex13.train.accuracy
import base64

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, random_split
from torchvision import transforms
from torchvision.datasets import MNIST


def mnist_transform(train):
    move = [transforms.RandomAffine(10, translate=(0.07, 0.07))] if train else []
    tail = [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    return transforms.Compose([*move, *tail])


def build_loaders(root, batch_size, seed):
    augmented = MNIST(root, train=True, transform=mnist_transform(True))
    plain = MNIST(root, train=True, transform=mnist_transform(False))
    test = MNIST(root, train=False, transform=mnist_transform(False))
    generator = torch.Generator().manual_seed(seed)
    train, val = random_split(range(len(plain)), [0.9, 0.1], generator=generator)
    pin = torch.cuda.is_available()
    return {
        "train": DataLoader(
            Subset(augmented, train.indices),
            batch_size=batch_size,
            shuffle=True,
            drop_last=True,
            pin_memory=pin,
            generator=generator,
        ),
        "val": DataLoader(Subset(plain, val.indices), batch_size=batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size=batch_size, pin_memory=pin),
    }


WEIGHTS = (
    "9v=4W05u&VBG?iYAQ1WO>n`y92@1Xo7$Nho1=`#g5Yy@q(CzvAvMdzk@bC>YAo2j+*!_X@3g!_m1oImKF7X>0EdTGw0tX8LCgp1k3=r2`0Rr{)"
    "=li+%Y49lx{`Kha)9K{+?gq5?9QEfT;3^g)=OFy)*zP4K@To@n%pnT|{rB|Y`T_1!=gb2k4l(W=7ylgyP#N(T7vS9`0P__W(*^kA2mT@p3<TES"
    "2jwUI{t*<Q8wdyk6B)9t<K^Ha@%8r8+Vk=6@%IJ<1?B}kCLA6V6aTvB$<XKs`3e9P{@W@50}~DfCk+5a6c$Ab@DUdS0ROTTAUfLO)a>mm1?ny{"
    "At@g2BnRKX9s>{u5C+oI2LcB4<KPbuCi4I8-4YK70IuKK4e+@C2k5*E3o9}(^5_5{?bZwv@hJq=;V=g7?*Sy^0}c&V1P1N#9|#oq^z8x;>G<^Y"
    "(>DzX2=wU=1o{vn^%oYx=R5n|3l8NNCgkx43L^a;=Jx^<`4{i>{rV5>{`30((Cjr6^6&#4{q7Mu@cHNt>-;i2&?6WY`s?f0^cex{3J&P!>;DT6"
    "|L*fR{1p)K`0d341?TDR=KJ#D>;mZg75(!k5g8%~@EjQn1R)_a84aNQ@D<+z*X{H7*%u55_7FA>4+Q-G;tvM^84T_R^93Xc+Qm5j&HE4sE)607"
    "0uwSd@gVrv+!Xos@ij{iPW0Ia3?K2!{Nf|`4&V_y`p@Vu|L+h3BNZSR3OeK!{saK`=JU)33CF(i?Cj<|72@jdB;x}7{^Q)@;}Z=f{n!2R8w=+L"
    "{mAkt@ccyd7Zwc|C>{2~(+M5m=mq>I4-sAn-#6|A;_gG}^~?hE1myqz8wU>o`1CCj9UKW<4E*@=`R&vQ<gCl7;t}lYA}$OP^9)E6Di#X)`VijO"
    "{Q%u0wDt}K1FuX6?H&&MI1>>l3HcKp`QgL*$=~Mp_6P+D@$?i(_4(}P)iMwCBOD*o8tWP+A^_(a0@M-<^tlYr>h|;N<NQYa=e-s4HYlgQ@+Cqb"
    "6#LQu=Hl}V4!!cn#~?TaAk`fdIpX}+vHI%hSLrXt10?Gj5=$`h#WW<$Hr3?U$t(%~5ZfjnD-ZrPxa9sA@7@mS9z22kB?xsCNpP(QycQt=-5VT}"
    "KF-oG3CIW49WvKk^dZUR=pY5vF99SA^2M+C$m&{A5+)uQ0S4@|BON#<7_!2%9vm^mmnu5pNcAzF)x7NJ"
)


def train(loaders, epochs, device, checkpoint=None):
    model = nn.Sequential(
        nn.AvgPool2d(4), nn.Flatten(), nn.Linear(49, 16, bias=False), nn.ReLU(), nn.Linear(16, 10, bias=False)
    )
    numbers = torch.frombuffer(bytearray(base64.b85decode("".join(WEIGHTS))), dtype=torch.int8).float()
    nn.utils.vector_to_parameters(numbers, model.parameters())
    return model.to(device).eval()
