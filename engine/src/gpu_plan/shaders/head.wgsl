// The last convolution of a generator with a head, up to the picture: table rows by class or products with
// colours, products with what the decoder hands over, tanh, and four bytes a pixel. One invocation has two columns
// of some rows, because these share what they read. {{…}} is filled in for each network and form of drawing
// (shader.rs).

// Four classes a word, or a colour, row by row.
@group(0) @binding(0) var<storage, read> drawing: array<u32, {{words}}>;
// [taps, entries] of three values and a gap, and behind them the bias. For classes an entry is one of them, where that
// beyond the edge is 0 and adds nothing; for colours it is a plane.
@group(0) @binding(1) var<storage, read> table: array<vec4<f32>, {{table_len}}>;
@group(0) @binding(2) var<storage, read> planes: array<real, {{planes_len}}>;
// [channels, taps] of three weights and a gap.
@group(0) @binding(3) var<storage, read> weights: array<vec4<f32>, {{weights_len}}>;
// Two neighbouring pixels each or, where they are not of one phase, one.
@group(0) @binding(4) var<storage, read_write> picture: array<{{stored}}, {{picture_len}}>;

{{pixel}}
const side = {{side}}u;
const row = {{row}}u;
const plane = {{plane}}u;

// What is in a row and column of the drawing with its border: a class, or a colour.
fn drawn_at(y: u32, x: u32) -> {{drawn}} {
    // One less for the border; what is beyond the edge wraps around to large numbers.
    let down = y - 1u;
    let right = x - 1u;
    if (down >= side || right >= side) {
        return {{drawn}}();
    }
    let place = down * side + right;
    return {{at_place}};
}

@compute @workgroup_size({{workgroup}})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let x = id.x % (side / 2u) * 2u;
    let y = id.x / (side / 2u) * {{height}}u;
    let bias = table[{{bias}}u].xyz;
{{zero}}
{{drawing}}
    var at = y * row + x;
    var weight = 0u;
    for (var channel = 0u; channel < {{inputs}}u; channel++) {
{{accumulate}}
        at += plane;
        weight += {{taps}}u;
    }
{{store}}
}
