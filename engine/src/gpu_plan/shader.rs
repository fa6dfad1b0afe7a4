//! The shaders' texts: templates in `shaders/`, filled in with a layer's sizes.
//!
//! Sizes are written into the text so that the compiler knows them, and tiles are unrolled here, because
//! not every driver keeps an array in registers. Knows no device.

use std::fmt::Write;

use facade_model::IMAGE_SIZE;
use facade_model::unet::LEAK;

use super::convolution::Convolution;
use super::gpu::Precision;
use super::pack::GROUP;
use super::planes::Planes;
use super::tables::{ENTRIES, HEAD_TAPS};

/// Invocations of a workgroup, but where a workgroup has a channel.
pub const WORKGROUP: usize = 64;
/// Most lanes that work on one channel.
const WIDEST: usize = 256;
/// Planes whose products are summed up in 16 bits before the sum goes to 32.
const HALF_RUN: usize = 4;
/// Rows of the input that one invocation of the last layer has.
pub const PICTURE_ROWS: usize = 4;
/// Height and width of the pixels that one invocation of a head has.
pub const HEAD_TILE: [usize; 2] = [4, 2];

/// Text with `{{name}}` for what is to be filled in.
struct Template(String);

impl Template {
    fn new(precision: Precision, text: &str) -> Self {
        let real = match precision {
            Precision::Single => "alias real = f32;\nalias real4 = vec4<f32>;\n",
            Precision::Half => "enable f16;\nalias real = f16;\nalias real4 = vec4<f16>;\n",
        };
        Self(format!("{real}{text}"))
    }

    fn with(self, name: &str, value: impl ToString) -> Self {
        let slot = format!("{{{{{name}}}}}");
        debug_assert!(self.0.contains(&slot), "no {slot}");
        Self(self.0.replace(&slot, &value.to_string()))
    }
}

/// Repeats a line for every combination of two numbers below `ends`.
fn lines(ends: [usize; 2], line: impl Fn(usize, usize) -> String) -> String {
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

/// The first layer, up to where its output is read.
pub fn labels(precision: Precision, outputs: usize, below: Planes, skip: Target) -> String {
    let groups = outputs.div_ceil(GROUP);
    let skipped = skip.planes.place(&format!("(channel + {}u)", skip.first));
    Template::new(precision, include_str!("shaders/labels.wgsl"))
        .with("unpack", include_str!("shaders/unpack.wgsl"))
        .with("words", IMAGE_SIZE * IMAGE_SIZE / 4)
        .with("table_len", 16 * ENTRIES * groups)
        .with("channels", outputs)
        .with("below_len", below.len())
        .with("skip_len", skip.planes.len())
        .with("input_side", IMAGE_SIZE)
        .with("groups", groups)
        .with("workgroup", WORKGROUP)
        .with("classes", ENTRIES)
        .with("below_place", below.place("channel"))
        .with("skip_place", skipped)
        .with("leak", format!("{LEAK:?}"))
        .0
}

/// The last layer, up to the picture.
pub fn picture(precision: Precision, input: Planes) -> String {
    let rows = PICTURE_ROWS;
    let mut accumulate = lines([rows + 2, 3], |y, x| {
        format!("let x{y}{x} = f32(planes[at + {y}u * row + {x}u]);")
    });
    for phase in 0..4 {
        for tap in 0..4 {
            let name = format!("w{phase}{tap}");
            accumulate += &format!(
                "    let {name} = unpacked(weights[weight + {}u]);\n",
                4 * phase + tap
            );
            accumulate += &lines([1, rows], |_, y| {
                let (y_in, x_in) = (y + phase / 2 + tap / 2, phase % 2 + tap % 2);
                format!("sum{phase}{y} += {name} * x{y_in}{x_in};")
            });
        }
    }
    let store = lines([rows, 2], |y, odd| {
        let pixel = |phase: usize| format!("pixel(sum{phase}{y}.xyz * scale + bias)");
        let (left, right) = (pixel(2 * odd), pixel(2 * odd + 1));
        format!("picture[(2u * (y + {y}u) + {odd}u) * side + x] = vec2({left}, {right});")
    });
    Template::new(precision, include_str!("shaders/picture.wgsl"))
        .with("unpack", include_str!("shaders/unpack.wgsl"))
        .with("pixel", include_str!("shaders/pixel.wgsl"))
        .with(
            "zero",
            lines([4, rows], |phase, y| {
                format!("var sum{phase}{y} = vec4<f32>();")
            }),
        )
        .with("accumulate", accumulate)
        .with("store", store)
        .with("planes_len", input.len())
        .with("weights_len", input.channels * 16)
        .with("picture_len", IMAGE_SIZE * IMAGE_SIZE / 2)
        .with("side", input.side)
        .with("row", input.row())
        .with("plane", input.plane())
        .with("workgroup", WORKGROUP)
        .with("height", rows)
        .with("inputs", input.channels)
        .0
}

/// A head, up to the picture; `input` is what the decoder hands over.
pub fn head(precision: Precision, input: Planes) -> String {
    let [height, width] = HEAD_TILE;
    let window = [height + 2, width + 2];
    let zero = lines(HEAD_TILE, |y, x| format!("var sum{y}{x} = bias;"));
    let mut drawing = lines(window, |y, x| {
        format!("let c{y}{x} = class_at(y + {y}u, x + {x}u);")
    });
    let mut accumulate = lines(window, |y, x| {
        format!("let x{y}{x} = f32(planes[at + {y}u * row + {x}u]);")
    });
    for tap in 0..HEAD_TAPS {
        let (down, right) = (tap / 3, tap % 3);
        drawing += &lines(HEAD_TILE, |y, x| {
            let class = format!("c{}{}", y + down, x + right);
            format!("sum{y}{x} += table[{}u + {class}].xyz;", tap * ENTRIES)
        });
        accumulate += &format!("    let w{tap} = weights[weight + {tap}u].xyz;\n");
        accumulate += &lines(HEAD_TILE, |y, x| {
            format!("sum{y}{x} += w{tap} * x{}{};", y + down, x + right)
        });
    }
    let store = lines([height, 1], |y, _| {
        format!("picture[((y + {y}u) * side + x) / 2u] = vec2(pixel(sum{y}0), pixel(sum{y}1));")
    });
    Template::new(precision, include_str!("shaders/head.wgsl"))
        .with("pixel", include_str!("shaders/pixel.wgsl"))
        .with("zero", zero)
        .with("drawing", drawing)
        .with("accumulate", accumulate)
        .with("store", store)
        .with("words", IMAGE_SIZE * IMAGE_SIZE / 4)
        .with("table_len", HEAD_TAPS * ENTRIES + 1)
        .with("bias", HEAD_TAPS * ENTRIES)
        .with("planes_len", input.len())
        .with("weights_len", HEAD_TAPS * input.channels)
        .with("picture_len", IMAGE_SIZE * IMAGE_SIZE / 2)
        .with("side", IMAGE_SIZE)
        .with("row", input.row())
        .with("plane", input.plane())
        .with("workgroup", WORKGROUP)
        .with("height", height)
        .with("inputs", input.channels)
        .with("taps", HEAD_TAPS)
        .0
}
