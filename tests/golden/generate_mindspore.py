"""Writes the MindSpore checkpoints that `trainer import` is tested with, and what MindSpore makes of them.

Purpose: files as MindSpore's pix2pix tutorial saves its generator, small and with random
weights. It knows nothing of the Rust code; README.md beside it lists the files.

Run: python -B generate_mindspore.py   (needs mindspore, numpy and safetensors; no GPU)
"""

from pathlib import Path

import mindspore
import numpy
from mindspore import Tensor
from safetensors.numpy import save_file

from mindspore_unet import UnetGenerator

SEED = 29
NGF = 1
SIZE_PX = 256
SAMPLE_STEP_PX = 8
FOLDER = Path(__file__).parent / "import"


def image(channels):
    """The formula's input, [1, channels, 256, 256] in -1..1, rounded to f32 once at the end."""
    c = numpy.arange(channels).reshape(channels, 1, 1)
    y = numpy.arange(SIZE_PX).reshape(1, SIZE_PX, 1)
    x = numpy.arange(SIZE_PX).reshape(1, 1, SIZE_PX)
    wave = numpy.sin(0.05 * (x + 1) * (c + 1)) * numpy.cos(0.04 * (y + 1))
    return wave[None].astype(numpy.float32)


def randomise(network, random):
    """Weights that leave the neighbourhood of zero, and moving statistics that would show."""
    for parameter in network.get_parameters():
        noise = random.standard_normal(parameter.shape)
        kind = parameter.name.rsplit(".", 1)[-1]
        if kind == "moving_variance":
            value = 1.0 + abs(noise)
        elif kind == "moving_mean":
            value = noise
        elif not parameter.requires_grad:
            continue
        elif kind == "gamma":
            value = 1.0 + 0.2 * noise
        else:
            value = (0.1 if len(parameter.shape) == 1 else 0.2) * noise
        parameter.set_data(Tensor(value.astype(numpy.float32)))


def picture(network, channels):
    """What the network makes of the formula's input, normalised with the input's own statistics."""
    network.set_train(True)
    # Running a network in this mode moves its statistics; its files are written before.
    made = network(Tensor(image(channels))).asnumpy()[0]
    print(f"values {made.min():.3f} .. {made.max():.3f}")
    return numpy.ascontiguousarray(made[:, ::SAMPLE_STEP_PX, ::SAMPLE_STEP_PX])


def main():
    mindspore.set_context(mode=mindspore.PYNATIVE_MODE)
    mindspore.set_device("CPU")
    random = numpy.random.default_rng(SEED)
    pictures = {}

    batch = UnetGenerator(3, NGF, 8, instance=False)
    randomise(batch, random)
    # As the tutorial tells its two networks' parameters apart.
    batch.update_parameters_name("generator.")
    mindspore.save_checkpoint(batch, str(FOLDER / "mindspore.ckpt"))
    pictures["batch"] = picture(batch, 3)

    instance = UnetGenerator(12, NGF, 8, instance=True)
    randomise(instance, random)
    mindspore.save_checkpoint(instance, str(FOLDER / "mindspore"), format="safetensors")
    pictures["instance"] = picture(instance, 12)

    save_file(pictures, FOLDER / "mindspore-pictures.safetensors")
    for file in sorted(FOLDER.glob("mindspore*")):
        file.chmod(0o644)
        print(f"{file.name}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
