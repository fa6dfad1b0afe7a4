"""Writes the checkpoints that `trainer import` is tested with, and what PyTorch makes of them.

Purpose: files as pytorch-CycleGAN-and-pix2pix saves them, small and with random
weights. It knows nothing of the Rust code; README.md beside it lists the files.

Run: python -B generate_import.py   (needs torch, numpy and safetensors; no GPU)
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from pytorch_unet import UnetGenerator

SEED = 23
NGF = 1
SIZE_PX = 256
SAMPLE_STEP_PX = 8
FOLDER = Path(__file__).parent / "import"
# As in generate.py: f32 must stay well inside the 1e-4 that the Rust test allows.
ROUNDING_LIMIT = 1e-5


def image(channels):
    """The formula's input, [1, channels, 256, 256] in -1..1, rounded to f32 once at the end."""
    c = torch.arange(channels, dtype=torch.float64).view(channels, 1, 1)
    y = torch.arange(SIZE_PX, dtype=torch.float64).view(1, SIZE_PX, 1)
    x = torch.arange(SIZE_PX, dtype=torch.float64).view(1, 1, SIZE_PX)
    wave = torch.sin(0.05 * (x + 1) * (c + 1)) * torch.cos(0.04 * (y + 1))
    return wave.unsqueeze(0).float()


def randomise(network, random):
    """Weights that leave the neighbourhood of zero, and running statistics that would show."""
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if not tensor.is_floating_point():
                continue
            noise = torch.randn(tensor.shape, generator=random)
            if name.endswith("running_var"):
                tensor.copy_(1.0 + noise.abs())
            elif name.endswith("running_mean"):
                tensor.copy_(noise)
            elif name.endswith("weight") and tensor.dim() == 1:
                tensor.copy_(1.0 + 0.2 * noise)
            elif tensor.dim() == 1:
                tensor.copy_(0.1 * noise)
            else:
                tensor.copy_(0.2 * noise)


def picture(network, channels):
    """What the network makes of the formula's input, normalised with the input's own statistics."""
    weights = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.train()
    with torch.no_grad():
        rounded = network(image(channels))
        exact = network.double()(image(channels).double())
    # Running a network in this mode moves its running statistics; the files hold what was before.
    network.float().load_state_dict(weights)
    error = (rounded - exact).abs().max().item()
    print(f"values {exact.min():.3f} .. {exact.max():.3f}, f32 strays by {error:.1e}")
    if not error <= ROUNDING_LIMIT:
        raise SystemExit(f"rounding alone costs {error:.1e}; choose another seed")
    return exact.float()[0, :, ::SAMPLE_STEP_PX, ::SAMPLE_STEP_PX].contiguous()


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    random = torch.Generator().manual_seed(SEED)
    pictures = {}

    batch = UnetGenerator(3, NGF, 8, nn.BatchNorm2d)
    randomise(batch, random)
    pictures["batch"] = picture(batch, 3)
    torch.save(batch.state_dict(), FOLDER / "batch.pth")
    save_file(batch.state_dict(), FOLDER / "batch.safetensors")

    instance = UnetGenerator(12, NGF, 8, nn.InstanceNorm2d)
    randomise(instance, random)
    pictures["instance"] = picture(instance, 12)
    # As saved from several GPUs, and by PyTorch before 1.6, like the published models.
    state = {f"module.{name}": tensor for name, tensor in instance.state_dict().items()}
    legacy = FOLDER / "instance-legacy.pth"
    torch.save(state, legacy, _use_new_zipfile_serialization=False)

    small = UnetGenerator(3, NGF, 7, nn.BatchNorm2d)
    randomise(small, random)
    save_file(small.half().state_dict(), FOLDER / "unet_128.safetensors")
    save_file(pictures, FOLDER / "pictures.safetensors")
    for file in sorted(FOLDER.iterdir()):
        print(f"{file.name}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
