"""The generator of pytorch-CycleGAN-and-pix2pix as far as its state_dict shows it.

Purpose: write checkpoints whose names and meaning are those of the widely used
PyTorch pix2pix (`unet_256`, https://github.com/junyanz/pytorch-CycleGAN-and-pix2pix).
Blocks nest: each holds the next deeper one, so names do too. It knows nothing of
training or files, and leaves out dropout, which has no weights and is off in a
deterministic reference.
"""

import torch
from torch import nn

LEAK = 0.2
OUTPUT_CHANNELS = 3


class Level(nn.Module):
    """One level of the U: downwards, the levels below, upwards; then the skip connection."""

    def __init__(self, layers, outermost):
        super().__init__()
        self.model = nn.Sequential(*layers)
        self.outermost = outermost

    def forward(self, x):
        # There the first activation works in place, so that the skip carries its result; the
        # ReLU behind the skip makes the same of both.
        return self.model(x) if self.outermost else torch.cat([x, self.model(x)], dim=1)


class UnetGenerator(nn.Module):
    """[N, input_channels, 2^levels, 2^levels] to [N, 3, same, same] in -1..1.

    `norm` is nn.BatchNorm2d or nn.InstanceNorm2d with their defaults there: the first has weights
    and makes the biases before it superfluous, the second has none and leaves them in place.
    """

    def __init__(self, input_channels, ngf, levels, norm):
        super().__init__()
        with_bias = norm is nn.InstanceNorm2d
        widths = [ngf * min(2**level, 8) for level in range(levels)]

        def down(source, width):
            return nn.Conv2d(source, width, 4, stride=2, padding=1, bias=with_bias)

        def up(source, width, bias):
            return nn.ConvTranspose2d(source, width, 4, stride=2, padding=1, bias=bias)

        deeper = []
        for level in reversed(range(levels)):
            innermost, outermost = level == levels - 1, level == 0
            width = widths[level]
            source = input_channels if outermost else widths[level - 1]
            target = OUTPUT_CHANNELS if outermost else widths[level - 1]
            layers = [] if outermost else [nn.LeakyReLU(LEAK)]
            layers += [down(source, width)]
            if not (outermost or innermost):
                layers += [norm(width)]
            layers += deeper
            layers += [nn.ReLU(), up(width if innermost else 2 * width, target, with_bias or outermost)]
            layers += [nn.Tanh()] if outermost else [norm(target)]
            deeper = [Level(layers, outermost)]
        self.model = deeper[0]

    def forward(self, x):
        return self.model(x)
