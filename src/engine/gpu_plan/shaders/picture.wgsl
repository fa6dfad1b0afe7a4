// The last transposed convolution, up to the picture: three outputs, tanh, and four bytes a pixel. One
// invocation has a column of input pixels, and of each the 2×2 output pixels, because these share what
// they read. {{…}} is filled in for each network (shader.rs).

@group(0) @binding(0) var<storage, read> planes: array<real, {{planes_len}}>;
// [channels, phases, taps] of three weights and a gap.
@group(0) @binding(1) var<storage, read> weights: array<vec2<u32>, {{weights_len}}>;
// A channel's scale of the sums, nothing, and bias.
@group(0) @binding(2) var<storage, read> channels: array<vec4<f32>, 3>;
// Two neighbouring pixels each.
@group(0) @binding(3) var<storage, read_write> picture: array<vec2<u32>, {{picture_len}}>;

{{unpack}}
const side = {{side}}u;
const row = {{row}}u;
const plane = {{plane}}u;

// Red in the lowest byte, opaque. tanh of large numbers overflows on some adapters.
fn pixel(sum: vec4<f32>, scale: vec3<f32>, bias: vec3<f32>) -> u32 {
    let color = tanh(clamp(sum.xyz * scale + bias, vec3(-20.0), vec3(20.0)));
    let bytes = vec3<u32>(clamp(color * 127.5 + 128.0, vec3(0.0), vec3(255.0)));
    return bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | 0xff000000u;
}

@compute @workgroup_size({{workgroup}})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let x = id.x % side;
    let y = id.x / side * {{height}}u;
    var at = y * row + x;
    var weight = 0u;
{{zero}}
    for (var channel = 0u; channel < {{inputs}}u; channel++) {
{{product}}
        at += plane;
        weight += 16u;
    }
    let scale = vec3(channels[0].x, channels[1].x, channels[2].x);
    let bias = vec3(channels[0].z, channels[1].z, channels[2].z);
{{store}}
}
