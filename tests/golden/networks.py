"""The U-Net generator and the PatchGAN discriminator in torch.nn.

Purpose: an independent statement of the two networks, small enough to read
beside the Rust one. It knows nothing of training, files or label colours.

Sources: Isola et al., "Image-to-Image Translation with Conditional Adversarial
Networks" (arXiv:1611.07004), with affine instance norm in place of batch norm.
"""

import torch
import torch.nn.functional as F
from torch import nn

NORM_EPSILON = 1e-5
LEAK = 0.2


class InstanceNorm(nn.Module):
    """Affine instance norm with the biased variance of each plane."""

    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return F.instance_norm(x, weight=self.gamma, bias=self.beta, eps=NORM_EPSILON)


class Block(nn.Module):
    """A convolution, then a norm where there is one. Activations stand in the networks."""

    def __init__(self, conv, norm_channels=None):
        super().__init__()
        self.conv = conv
        if norm_channels is not None:
            self.norm = InstanceNorm(norm_channels)

    def forward(self, x):
        x = self.conv(x)
        return self.norm(x) if hasattr(self, "norm") else x


class UNet(nn.Module):
    """[N, input_channels, 256, 256] to [N, 3, 256, 256] in -1..1; 8 levels, no dropout."""

    def __init__(self, input_channels, ngf):
        super().__init__()
        widths = [ngf * factor for factor in (1, 2, 4, 8, 8, 8, 8, 8)]
        sources = [input_channels] + widths[:-1]
        self.encoder = nn.ModuleList()
        for level, (source, width) in enumerate(zip(sources, widths)):
            # The first block has no norm by design; the last is 1x1, where
            # instance norm would leave nothing but beta.
            normed = level not in (0, 7)
            conv = nn.Conv2d(source, width, 4, stride=2, padding=1, bias=not normed)
            self.encoder.append(Block(conv, width if normed else None))

        outputs = widths[-2::-1] + [3]
        self.decoder = nn.ModuleList()
        for level, width in enumerate(outputs):
            # From the second block on, the input is the block before it plus a skip of equal width.
            source = widths[-1] if level == 0 else 2 * outputs[level - 1]
            normed = level != 7
            conv = nn.ConvTranspose2d(source, width, 4, stride=2, padding=1, bias=not normed)
            self.decoder.append(Block(conv, width if normed else None))

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(x if level == 0 else F.leaky_relu(x, LEAK))
            skips.append(x)
        x = skips.pop()
        for level, block in enumerate(self.decoder):
            if level > 0:
                x = torch.cat([x, skips.pop()], dim=1)
            x = block(F.relu(x))
        return torch.tanh(x)


class PatchGan(nn.Module):
    """[N, input_channels, 256, 256] and [N, 3, 256, 256] to patch logits [N, 1, 30, 30]."""

    def __init__(self, input_channels, ndf):
        super().__init__()
        widths = [input_channels + 3, ndf, 2 * ndf, 4 * ndf, 8 * ndf, 1]
        strides = [2, 2, 2, 1, 1]
        self.layers = nn.ModuleList()
        for level, stride in enumerate(strides):
            normed = level not in (0, 4)
            source, width = widths[level], widths[level + 1]
            conv = nn.Conv2d(source, width, 4, stride=stride, padding=1, bias=not normed)
            self.layers.append(Block(conv, width if normed else None))

    def forward(self, labels, image):
        x = torch.cat([labels, image], dim=1)
        for level, block in enumerate(self.layers):
            x = block(x if level == 0 else F.leaky_relu(x, LEAK))
        return x
