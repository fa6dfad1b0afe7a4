//! The texts of the shaders at the network's ends: those that see the drawing, and those that make the picture.

use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::unet::LEAK;

use super::convolution::TAPS;
use super::gpu::Precision;
use super::pack::GROUP;
use super::planes::Planes;
use super::shader::{Target, Template, WORKGROUP, lines};
use super::tables::HEAD_TAPS;

/// Rows of the input that one invocation of the last layer has.
pub const PICTURE_ROWS: usize = 4;
/// Height and width of the pixels that one invocation of a head has.
pub const HEAD_TILE: [usize; 2] = [4, 2];

/// What a shader that sees the drawing finds in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Which of so many classes, counted from 0, a byte a pixel.
    Classes(usize),
    /// Three planes of colours or one of greys, a word a pixel.
    Planes(usize),
}

impl Form {
    /// That of the drawings for a generator.
    pub fn of(input: &InputKind) -> Self {
        match input.classes() {
            Some(classes) => Self::Classes(classes.len()),
            None => Self::Planes(input.channels()),
        }
    }

    /// Bytes of a drawing on the device.
    pub fn bytes(self) -> usize {
        let bytes_per_pixel = match self {
            Self::Classes(_) => 1,
            Self::Planes(_) => 4,
        };
        bytes_per_pixel * IMAGE_SIZE * IMAGE_SIZE
    }

    /// Entries of a table for each tap: classes with what lies beyond the edge, or planes.
    pub fn entries(self) -> usize {
        match self {
            Self::Classes(count) => 1 + count,
            Self::Planes(count) => count,
        }
    }

    /// In WGSL: a pixel's type, and what is drawn at a place that is given in WGSL too; of classes the table's entry, which
    /// is one more because 0 is what lies beyond the edge.
    fn pixel(self, place: &str) -> [String; 2] {
        match self {
            Self::Classes(_) => [
                "u32".to_owned(),
                format!("((drawing[{place} / 4u] >> ({place} % 4u * 8u)) & 255u) + 1u"),
            ],
            Self::Planes(_) => [
                "vec4<f32>".to_owned(),
                format!("unpack4x8unorm(drawing[{place}]) * 2.0 - 1.0"),
            ],
        }
    }
}

/// The first layer, up to where its output is read.
pub fn first(
    precision: Precision,
    form: Form,
    outputs: usize,
    below: Planes,
    skip: Target,
) -> String {
    let groups = outputs.div_ceil(GROUP);
    let entries = form.entries();
    let [_, found] = form.pixel("pixel");
    let mut add = format!("            let found = {found};\n");
    match form {
        Form::Classes(_) => {
            add += &format!(
                "            let entry = table[(tap * {entries}u + found) * groups + group];\n    \
                 low += unpacked(entry.xy);\n    high += unpacked(entry.zw);"
            );
        }
        Form::Planes(count) => {
            add += &lines([1, count], |_, plane| {
                format!(
                    "let entry{plane} = table[(tap * {entries}u + {plane}u) * groups + group];\n    \
                     low += found[{plane}] * unpacked(entry{plane}.xy);\n    \
                     high += found[{plane}] * unpacked(entry{plane}.zw);"
                )
            });
        }
    }
    let skipped = skip.planes.place(&format!("(channel + {}u)", skip.first));
    Template::new(precision, include_str!("shaders/first.wgsl"))
        .with("unpack", include_str!("shaders/unpack.wgsl"))
        .with("add", add)
        .with("words", form.bytes() / 4)
        .with("table_len", TAPS * entries * groups)
        .with("channels", outputs)
        .with("below_len", below.len())
        .with("skip_len", skip.planes.len())
        .with("input_side", IMAGE_SIZE)
        .with("groups", groups)
        .with("workgroup", WORKGROUP)
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

/// Which of the pixels that a place of the drawing becomes.
#[derive(Debug, Clone, Copy)]
pub struct Phase {
    /// Pixels of the picture along one of the drawing.
    pub scale: usize,
    /// Which of them, row by row.
    pub index: usize,
}

impl Phase {
    /// In WGSL: what the picture is stored in, and how a row of the tile is.
    fn store(self, y: usize) -> [String; 2] {
        let Self { scale, index } = self;
        let [_, width] = HEAD_TILE;
        if scale == 1 {
            let pixels = format!("vec2(pixel(sum{y}0), pixel(sum{y}1))");
            let place = format!("((y + {y}u) * side + x) / 2u");
            return [
                "vec2<u32>".to_owned(),
                format!("picture[{place}] = {pixels};"),
            ];
        }
        let (down, across) = (index / scale, index % scale);
        let pixels = (0..width).map(|x| {
            let row = format!("({scale}u * (y + {y}u) + {down}u) * {scale}u * side");
            let place = format!("{row} + {scale}u * (x + {x}u) + {across}u");
            format!("picture[{place}] = pixel(sum{y}{x});")
        });
        ["u32".to_owned(), pixels.collect::<Vec<_>>().join("\n    ")]
    }
}

/// A head, up to the picture's pixels of one phase; `input` is what the decoder hands over.
pub fn head(precision: Precision, form: Form, input: Planes, phase: Phase) -> String {
    let entries = form.entries();
    let [drawn, at_place] = form.pixel("place");
    let [height, width] = HEAD_TILE;
    let window = [height + 2, width + 2];
    let zero = lines(HEAD_TILE, |y, x| format!("var sum{y}{x} = bias;"));
    let mut drawing = lines(window, |y, x| {
        format!("let c{y}{x} = drawn_at(y + {y}u, x + {x}u);")
    });
    let mut accumulate = lines(window, |y, x| {
        format!("let x{y}{x} = f32(planes[at + {y}u * row + {x}u]);")
    });
    for tap in 0..HEAD_TAPS {
        let (down, right) = (tap / 3, tap % 3);
        let drawn = |y: usize, x: usize| format!("c{}{}", y + down, x + right);
        match form {
            Form::Classes(_) => {
                drawing += &lines(HEAD_TILE, |y, x| {
                    let class = drawn(y, x);
                    format!("sum{y}{x} += table[{}u + {class}].xyz;", tap * entries)
                });
            }
            Form::Planes(count) => {
                for plane in 0..count {
                    let entry = tap * entries + plane;
                    drawing += &format!("    let t{entry} = table[{entry}].xyz;\n");
                    drawing += &lines(HEAD_TILE, |y, x| {
                        format!("sum{y}{x} += t{entry} * {}[{plane}];", drawn(y, x))
                    });
                }
            }
        }
        accumulate += &format!("    let w{tap} = weights[weight + {tap}u].xyz;\n");
        accumulate += &lines(HEAD_TILE, |y, x| {
            format!("sum{y}{x} += w{tap} * x{}{};", y + down, x + right)
        });
    }
    let store = lines([height, 1], |y, _| {
        let [_, store] = phase.store(y);
        store
    });
    let [stored, _] = phase.store(0);
    let pixels = (phase.scale * IMAGE_SIZE).pow(2);
    let picture_len = match phase.scale {
        1 => pixels / width,
        _ => pixels,
    };
    Template::new(precision, include_str!("shaders/head.wgsl"))
        .with("pixel", include_str!("shaders/pixel.wgsl"))
        .with("zero", zero)
        .with("drawing", drawing)
        .with("accumulate", accumulate)
        .with("store", store)
        .with("drawn", drawn)
        .with("at_place", at_place)
        .with("words", form.bytes() / 4)
        .with("table_len", HEAD_TAPS * entries + 1)
        .with("bias", HEAD_TAPS * entries)
        .with("planes_len", input.len())
        .with("weights_len", HEAD_TAPS * input.channels)
        .with("stored", stored)
        .with("picture_len", picture_len)
        .with("side", IMAGE_SIZE)
        .with("row", input.row())
        .with("plane", input.plane())
        .with("workgroup", WORKGROUP)
        .with("height", height)
        .with("inputs", input.channels)
        .with("taps", HEAD_TAPS)
        .0
}
