"""The generator of MindSpore's pix2pix tutorial as far as its parameters show it.

Purpose: write checkpoints whose names and meaning are those of that tutorial
(https://www.mindspore.cn/tutorials/en/master/generative/pix2pix.html). Blocks nest as in
pytorch_unet.py; what comes from below stands before the skip connection, norms are
called gamma and beta, and the last convolution has no bias. It knows nothing of training
or files, and leaves out dropout, which has no weights and is off in a deterministic
reference.
"""

from mindspore import nn, ops

LEAK = 0.2
OUTPUT_CHANNELS = 3


class Level(nn.Cell):
    """One level of the U: downwards, the levels below, upwards; then the skip connection."""

    def __init__(self, layers, outermost):
        super().__init__()
        self.model = nn.SequentialCell(layers)
        self.outermost = outermost

    def construct(self, x):
        return self.model(x) if self.outermost else ops.concat((self.model(x), x), axis=1)


class UnetGenerator(nn.Cell):
    """[N, input_channels, 2^levels, 2^levels] to [N, 3, same, same] in -1..1.

    With `instance`, norms have constant weights and the convolutions before them a bias.
    """

    def __init__(self, input_channels, ngf, levels, instance):
        super().__init__()
        widths = [ngf * min(2**level, 8) for level in range(levels)]
        geometry = {"kernel_size": 4, "stride": 2, "padding": 1, "pad_mode": "pad"}

        def norm(width):
            return nn.BatchNorm2d(width, affine=not instance)

        deeper = []
        for level in reversed(range(levels)):
            innermost, outermost = level == levels - 1, level == 0
            width = widths[level]
            source = input_channels if outermost else widths[level - 1]
            target = OUTPUT_CHANNELS if outermost else widths[level - 1]
            layers = [] if outermost else [nn.LeakyReLU(LEAK)]
            layers += [nn.Conv2d(source, width, has_bias=instance, **geometry)]
            if not (outermost or innermost):
                layers += [norm(width)]
            layers += deeper
            inner = width if innermost else 2 * width
            up = nn.Conv2dTranspose(inner, target, has_bias=instance and not outermost, **geometry)
            layers += [nn.ReLU(), up]
            layers += [nn.Tanh()] if outermost else [norm(target)]
            deeper = [Level(layers, outermost)]
        self.model = deeper[0]

    def construct(self, x):
        return self.model(x)
