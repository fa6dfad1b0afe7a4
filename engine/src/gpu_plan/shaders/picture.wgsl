// The last transposed convolution, up to the picture: three outputs, tanh, and four bytes a pixel. One
// invocation has a column of input pixels, and of each the 2×2 output pixels, because these share what
// they read. {{…}} is filled in for each network (shader.rs).

@group(0) @binding(0) var<storage, read> planes: array<real, {{planes_len}}>;
// [channels, phases, taps] of three weights and a gap.
@group(0) @binding(1) var<storage, read> weights: array<vec2<u32>, {{weights_len}}>;
// A channel's scale of the accumulators, nothing, and bias.
@group(0) @binding(2) var<storage, read> channels: array<vec4<f32>, 3>;
// Two neighbouring pixels each.
@group(0) @binding(3) var<storage, read_write> picture: array<vec2<u32>, {{picture_len}}>;

{{unpack}}
{{pixel}}
const side = {{side}}u;
const row = {{row}}u;
const plane = {{plane}}u;

@compute @workgroup_size({{workgroup}})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let x = id.x % side;
    let y = id.x / side * {{height}}u;
    var at = y * row + x;
    var weight = 0u;
{{zero}}
    for (var channel = 0u; channel < {{inputs}}u; channel++) {
{{accumulate}}
        at += plane;
        weight += 16u;
    }
    let scale = vec3(channels[0].x, channels[1].x, channels[2].x);
    let bias = vec3(channels[0].z, channels[1].z, channels[2].z);
{{store}}
}
