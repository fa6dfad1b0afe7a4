//! The shaders' texts: templates in `shaders/`, filled in with a layer's sizes.
//!
//! Sizes are written into the text so that the compiler knows them, and tiles are unrolled here, because
//! not every driver keeps an array in registers. Those of the network's ends are in [`super::end_shader`]. Knows no device.

use std::fmt::Write;

use facade_model::unet::LEAK;

use super::convolution::Convolution;
use super::gpu::Precision;
use super::pack::GROUP;
use super::planes::Planes;

/// Invocations of a workgroup, but where a workgroup has a channel.
pub const WORKGROUP: usize = 64;
/// Most lanes that work on one channel.
const WIDEST: usize = 256;
/// Planes whose products are summed up in 16 bits before the sum goes to 32.
const HALF_RUN: usize = 4;

/// Text with `{{name}}` for what is to be filled in.
pub(super) struct Template(pub(super) String);

impl Template {
    pub(super) fn new(precision: Precision, text: &str) -> Self {
        let real = match precision {
            Precision::Single => "alias real = f32;\nalias real4 = vec4<f32>;\n",
            Precision::Half => "enable f16;\nalias real = f16;\nalias real4 = vec4<f16>;\n",
        };
        Self(format!("{real}{text}"))
    }

    pub(super) fn with(self, name: &str, value: impl ToString) -> Self {
        let slot = format!("{{{{{name}}}}}");
        debug_assert!(self.0.contains(&slot), "no {slot}");
        Self(self.0.replace(&slot, &value.to_string()))
    }
}

/// Repeats a line for every combination of two numbers below `ends`.
pub(super) fn lines(ends: [usize; 2], line: impl Fn(usize, usize) -> String) -> String {
    let mut text = String::new();
    for a in 0..ends[0] {
        for b in 0..ends[1] {
            writeln!(text, "    {}", line(a, b)).expect("a string takes it");
        }
    }
    text
}

/// The accumulators of one convolution.
pub fn convolution(precision: Precision, layer: &Convolution) -> String {
    let [height, width] = layer.tile;
    let pixels = height * width;
    let halo = layer.halo();
    let half = precision == Precision::Half;
    // In 16 bits the accumulators would lose what many small products add up to.
    let target = if half { "part" } else { "sum" };
    let mut step = lines([height + halo, width + halo], |y, x| {
        format!("let x{y}{x} = planes[at + {y}u * row + {x}u];")
    });
    for tap in 0..layer.taps() {
        let at = format!("weight + {tap}u * groups");
        step += &match half {
            true => lines([1, 2], |_, part| {
                format!("let w{tap}{part} = weights[({at}) * 2u + {part}u];")
            }),
            false => format!(
                "    let q{tap} = weights[{at}];\n    let w{tap}0 = unpacked(q{tap}.xy);\n    \
                 let w{tap}1 = unpacked(q{tap}.zw);\n"
            ),
        };
        step += &lines([pixels, 2], |pixel, part| {
            let (y, x) = (pixel / width + tap / 2, pixel % width + tap % 2);
            format!("{target}{pixel}{part} += w{tap}{part} * x{y}{x};")
        });
    }
    step += "    at += plane;\n    weight += {{taps}}u * groups;\n";
    let body = match half {
        false => format!("    for (; k < end; k++) {{\n{step}    }}\n"),
        true => format!(
            "    while (k < end) {{\n{}    let pause = min(k + {HALF_RUN}u, end);\n    \
             for (; k < pause; k++) {{\n{step}    }}\n{}    }}\n",
            lines([pixels, 2], |pixel, part| format!(
                "var part{pixel}{part} = real4();"
            )),
            lines([pixels, 2], |pixel, part| format!(
                "sum{pixel}{part} += vec4<f32>(part{pixel}{part});"
            )),
        ),
    };
    let store = lines([GROUP, height], |output, y| {
        let (part, lane) = (output / 4, output % 4);
        let sum = |x: usize| format!("sum{}{part}[{lane}]", y * width + x);
        let place = format!("place + {output}u * side * side + {y}u * side");
        match width {
            2 => format!(
                "accumulators[({place}) / 2u] = vec2({}, {});",
                sum(0),
                sum(1)
            ),
            _ => format!("accumulators[{place}] = {};", sum(0)),
        }
    });
    let zero = lines([pixels, 2], |pixel, part| {
        format!("var sum{pixel}{part} = vec4<f32>();")
    });
    let phase = |part: &str| match (layer.phases(), layer.taps()) {
        (4, 4) => format!("phase {part} 2u"),
        _ => "0u".to_owned(),
    };
    let weights = layer.weight_rows() * layer.groups();
    Template::new(precision, include_str!("shaders/convolution.wgsl"))
        .with(
            "unpack",
            if half {
                ""
            } else {
                include_str!("shaders/unpack.wgsl")
            },
        )
        .with("loop", body)
        .with("zero", zero)
        .with("store", store)
        .with("planes_len", layer.input.len())
        .with("weight_type", if half { "real4" } else { "vec4<u32>" })
        .with("weights_len", if half { 2 * weights } else { weights })
        .with(
            "accumulator_type",
            if width == 2 { "vec2<f32>" } else { "f32" },
        )
        .with("accumulators_len", layer.accumulators_len() / width)
        .with("side", layer.side)
        .with("tiles_x", layer.side / width)
        .with("tiles", layer.tiles())
        .with("groups", layer.groups())
        .with("phases", layer.phases())
        .with("invocations", layer.invocations())
        .with("depth", layer.depth())
        .with("planes_per_split", layer.planes_per_split())
        .with("row", layer.input.row())
        .with("plane", layer.input.plane())
        .with("workgroup", WORKGROUP)
        .with("tile_height", height)
        .with("tile_width", width)
        .with("phase_y", phase("/"))
        .with("phase_x", phase("%"))
        .with("taps", layer.taps())
        .0
}

/// Where a finished value goes.
pub struct Target<'a> {
    pub name: &'a str,
    pub planes: Planes,
    /// Channels before the first one.
    pub first: usize,
    /// In WGSL, of `result`.
    pub activation: String,
}

/// ReLU, in WGSL.
pub const RELU: &str = "max(result, 0.0)";

/// Leaky ReLU, in WGSL.
pub fn leaky_relu() -> String {
    format!("max(result, {LEAK:?} * result)")
}

/// Norm (with its epsilon) or bias, activation and writing for the accumulators of `layer`.
pub fn epilogue(
    precision: Precision,
    layer: &Convolution,
    epsilon: Option<f32>,
    mask: Option<usize>,
    targets: &[Target],
) -> String {
    let side = layer.output_side();
    let mut bindings = String::new();
    let mut write = String::new();
    for (binding, target) in (2..).zip(targets) {
        let Target {
            name,
            planes,
            first,
            activation,
        } = target;
        writeln!(
            bindings,
            "@group(0) @binding({binding}) var<storage, read_write> {name}: array<real, {}>;",
            planes.len()
        )
        .expect("a string takes it");
        let place = planes.place(&format!("(channel + {first}u)"));
        let factor = if mask.is_some() {
            " * mask[channel * pixels + pixel]"
        } else {
            ""
        };
        writeln!(
            write,
            "        {name}[{place}] = real({activation}{factor});"
        )
        .expect("a string takes it");
    }
    if let Some(length) = mask {
        let binding = 2 + targets.len();
        writeln!(
            bindings,
            "@group(0) @binding({binding}) var<storage, read> mask: array<f32, {length}>;"
        )
        .expect("a string takes it");
    }
    let affine = match epsilon {
        Some(epsilon) => {
            include_str!("shaders/norm.wgsl").replace("{{epsilon}}", &format!("{epsilon:?}"))
        }
        None => "    let factor = own.x;\n    let offset = own.z;\n".to_owned(),
    };
    let place_of_sum = match layer.phases() {
        4 => {
            "    let phase = y % 2u * 2u + x % 2u;\n    let place = ((phase * padded_channels + channel) \
             * phase_side + y / 2u) * phase_side + x / 2u;"
        }
        _ => "    let place = (channel * phase_side + y) * phase_side + x;",
    };
    let width = (side * side).next_power_of_two().clamp(WORKGROUP, WIDEST);
    Template::new(precision, include_str!("shaders/epilogue.wgsl"))
        .with("outputs", bindings)
        .with("place_of_sum", place_of_sum)
        .with("affine", affine)
        .with("write", write)
        .with("accumulators_len", layer.accumulators_len())
        .with("channels", layer.outputs)
        .with("width", width)
        .with("splits", layer.splits)
        .with("split_len", layer.accumulators_len() / layer.splits)
        .with("padded_channels", layer.groups() * GROUP)
        .with("side", side)
        .with("phase_side", layer.side)
        .0
}
