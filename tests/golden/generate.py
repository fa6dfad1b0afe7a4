"""Writes pix2pix.safetensors: seeded small networks and what PyTorch makes of them.

Purpose: the reference that the Rust networks, losses and gradients are tested
against. It knows nothing of the Rust code; README.md beside it lists the
tensors, the input formulae and the tolerances.

Run: python -B generate.py   (needs torch, numpy and safetensors; no GPU)
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save
from torch import nn

from networks import PatchGan, UNet

SEED = 22
NGF = 1
NDF = 2
CLASS_COUNT = 12
SIZE_PX = 256
SAMPLE_STEP_PX = 8
L1_WEIGHT = 100.0
OUTPUT = Path(__file__).with_name("pix2pix.safetensors")
# Two correct implementations in f32 must agree well inside the 1e-4 that the
# Rust test allows; a seed that leaves less room is a bad seed.
ROUNDING_LIMIT = 1e-5


def label_one_hot():
    """The formula's class ids as [1, 12, 256, 256]: channel k is class id k + 1."""
    y, x = torch.meshgrid(torch.arange(SIZE_PX), torch.arange(SIZE_PX), indexing="ij")
    ids = 1 + ((x // 16) * 3 + (y // 16) * 5 + (x * y) // 4096) % CLASS_COUNT
    return F.one_hot(ids - 1, CLASS_COUNT).permute(2, 0, 1).unsqueeze(0)


def real_image():
    """The formula's target image, [1, 3, 256, 256] in -1..1, rounded to f32 once at the end."""
    c = torch.arange(3, dtype=torch.float64).view(3, 1, 1)
    y = torch.arange(SIZE_PX, dtype=torch.float64).view(1, SIZE_PX, 1)
    x = torch.arange(SIZE_PX, dtype=torch.float64).view(1, 1, SIZE_PX)
    image = torch.sin(0.05 * (x + 1) * (c + 1)) * torch.cos(0.04 * (y + 1))
    return image.unsqueeze(0).float()


def randomise(network, random):
    """Large enough that tanh and the logits leave the neighbourhood of zero."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            noise = torch.randn(parameter.shape, generator=random)
            if name.endswith("gamma"):
                parameter.copy_(1.0 + 0.2 * noise)
            elif name.endswith("beta"):
                parameter.copy_(0.1 * noise)
            else:
                parameter.copy_(0.2 * noise)


def gradient_summary(loss, network):
    """For each parameter in order: the L2 norm of its gradient, and its product with a
    fixed wave over the flat index, which (unlike the norm) changes when elements swap."""
    gradients = torch.autograd.grad(loss, list(network.parameters()))
    norms, probes = [], []
    for gradient in gradients:
        flat = gradient.flatten()
        wave = torch.sin(torch.arange(1, flat.numel() + 1, dtype=torch.float64)).to(flat.dtype)
        norms.append(flat.norm())
        probes.append(flat @ wave)
    return torch.stack(norms), torch.stack(probes)


def evaluate(generator, discriminator, dtype):
    """Outputs, losses and gradients in `dtype`; both networks keep their weights throughout."""
    generator, discriminator = generator.to(dtype), discriminator.to(dtype)
    labels, real = label_one_hot().to(dtype), real_image().to(dtype)

    fake = generator(labels)
    real_logits = discriminator(labels, real)
    fake_logits = discriminator(labels, fake.detach())
    bce = F.binary_cross_entropy_with_logits
    loss_d_real = bce(real_logits, torch.ones_like(real_logits))
    loss_d_fake = bce(fake_logits, torch.zeros_like(fake_logits))
    loss_d = 0.5 * (loss_d_real + loss_d_fake)
    d_norms, d_probes = gradient_summary(loss_d, discriminator)

    judged = discriminator(labels, fake)
    loss_g_adversarial = bce(judged, torch.ones_like(judged))
    loss_g_l1 = F.l1_loss(fake, real)
    loss_g = loss_g_adversarial + L1_WEIGHT * loss_g_l1
    g_norms, g_probes = gradient_summary(loss_g, generator)

    return {
        "output.generator": fake[0, :, ::SAMPLE_STEP_PX, ::SAMPLE_STEP_PX],
        "output.generator_mean": fake.mean().view(1),
        "output.generator_std": fake.std(correction=0).view(1),
        "output.discriminator_real": real_logits[0],
        "output.discriminator_fake": fake_logits[0],
        "loss.discriminator_real": loss_d_real.view(1),
        "loss.discriminator_fake": loss_d_fake.view(1),
        "loss.discriminator": loss_d.view(1),
        "loss.generator_adversarial": loss_g_adversarial.view(1),
        "loss.generator_l1": loss_g_l1.view(1),
        "loss.generator": loss_g.view(1),
        "gradient.generator_norm": g_norms,
        "gradient.generator_probe": g_probes,
        "gradient.discriminator_norm": d_norms,
        "gradient.discriminator_probe": d_probes,
    }


def fold_example(random):
    """Nearest x2 upsampling + 3x3 convolution, and the same as one 4x4 transposed convolution."""
    source = torch.randn(1, 3, 5, 5, generator=random)
    kernel = torch.randn(2, 3, 3, 3, generator=random)
    wide = kernel.double()
    # Rows of the 4-tap kernel in terms of the 3 taps, the same along y and x.
    taps = torch.tensor([[0, 0, 1], [0, 1, 1], [1, 1, 0], [1, 0, 0]], dtype=torch.float64)
    folded = torch.einsum("ay,bx,oiyx->ioab", taps, taps, wide)
    upsampled = nn.Upsample(scale_factor=2, mode="nearest")(source.double())
    output = F.conv2d(upsampled, wide, padding=1)
    transposed = F.conv_transpose2d(source.double(), folded, stride=2, padding=1)
    error = (output - transposed).abs().max().item()
    if error > 1e-12:
        raise SystemExit(f"the fold is wrong: outputs differ by {error:.3g}")
    return {
        "fold.input": source,
        "fold.kernel3": kernel,
        "fold.kernel4": folded,
        "fold.output": output,
    }


def check_rounding(exact, rounded):
    """Refuses a seed whose f32 results stray from the f64 ones; values above 1 count relatively."""
    for name, reference in exact.items():
        scale = reference.abs().clamp(min=1.0)
        if name.startswith("gradient."):
            # A tensor's gradient is measured against its own norm, however its probe cancels.
            scale = exact[name.replace("probe", "norm")]
        error = ((rounded[name].double() - reference).abs() / scale).max().item()
        low, high = reference.min().item(), reference.max().item()
        print(f"{name:32} {low:12.6f} .. {high:12.6f}   f32 strays by {error:.1e}")
        # Written so that a NaN (a gradient of norm zero) is refused too.
        if not error <= ROUNDING_LIMIT:
            raise SystemExit(f"{name}: rounding alone costs {error:.1e}; choose another seed")


def sorted_metadata(file):
    """The library writes metadata keys in an order that changes from run to run; sort them."""
    end = 8 + int.from_bytes(file[:8], "little")
    header = json.loads(file[8:end])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode().ljust(end - 8)
    if len(text) != end - 8:
        raise SystemExit("the sorted header differs in length from the library's")
    return file[:8] + text + file[end:]


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    random = torch.Generator().manual_seed(SEED)
    generator, discriminator = UNet(CLASS_COUNT, NGF), PatchGan(CLASS_COUNT, NDF)
    randomise(generator, random)
    randomise(discriminator, random)
    networks = {"generator": generator, "discriminator": discriminator}
    weights = {
        f"{network_name}.{name}": parameter.detach().clone()
        for network_name, network in networks.items()
        for name, parameter in network.named_parameters()
    }
    fold = fold_example(random)

    # The f32 weights evaluated in f64: the reference carries no rounding of its own.
    rounded = evaluate(generator, discriminator, torch.float32)
    exact = evaluate(generator, discriminator, torch.float64)
    check_rounding(exact, rounded)

    tensors = {
        name: tensor.detach().float().contiguous()
        for name, tensor in {**weights, **exact, **fold}.items()
    }
    metadata = {
        "torch": torch.__version__.split("+")[0],
        "seed": str(SEED),
        "ngf": str(NGF),
        "ndf": str(NDF),
        "input_channels": str(CLASS_COUNT),
    }
    for network_name, network in networks.items():
        names = [f"{network_name}.{name}" for name, _ in network.named_parameters()]
        metadata[f"{network_name}_parameters"] = " ".join(names)
    OUTPUT.write_bytes(sorted_metadata(save(tensors, metadata=metadata)))
    print(f"{OUTPUT.name}: {len(tensors)} tensors, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
