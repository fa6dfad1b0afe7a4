// The first convolution. From classes: of their planes all but one are zero at every pixel, so a sum over planes and
// taps is one over taps alone, of the weights of the class found there. From colours: a sum of products.
// {{…}} is filled in for each network and form of drawing (shader.rs).

// Four classes a word, or a colour, row by row.
@group(0) @binding(0) var<storage, read> drawing: array<u32, {{words}}>;
// [taps, entries, groups]. For classes an entry is one of them, where that beyond the edge is 0 and has no weight; for
// colours it is a plane.
@group(0) @binding(1) var<storage, read> table: array<vec4<u32>, {{table_len}}>;
// A channel's scale of the accumulators, nothing, and bias.
@group(0) @binding(2) var<storage, read> channels: array<vec4<f32>, {{channels}}>;
@group(0) @binding(3) var<storage, read_write> below: array<real, {{below_len}}>;
@group(0) @binding(4) var<storage, read_write> skip: array<real, {{skip_len}}>;

{{unpack}}
const input_side = {{input_side}}u;
const side = input_side / 2u;
const groups = {{groups}}u;

fn store_four(first: u32, y: u32, x: u32, sums: vec4<f32>) {
    store(first, y, x, sums.x);
    store(first + 1u, y, x, sums.y);
    store(first + 2u, y, x, sums.z);
    store(first + 3u, y, x, sums.w);
}

fn store(channel: u32, y: u32, x: u32, sum: f32) {
    if (channel < {{channels}}u) {
        let own = channels[channel];
        let result = sum * own.x + own.z;
        below[{{below_place}}] = real(max(result, {{leak}} * result));
        skip[{{skip_place}}] = real(max(result, 0.0));
    }
}

@compute @workgroup_size({{workgroup}})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let y = id.x / side;
    let x = id.x % side;
    let group = id.y;
    var low = vec4<f32>();
    var high = vec4<f32>();
    for (var tap = 0u; tap < 16u; tap++) {
        // One less for the padding; what is beyond the edge wraps around to large numbers.
        let row = 2u * y + tap / 4u - 1u;
        let column = 2u * x + tap % 4u - 1u;
        if (row < input_side && column < input_side) {
            let pixel = row * input_side + column;
{{add}}
        }
    }
    store_four(group * 8u, y, x, low);
    store_four(group * 8u + 4u, y, x, high);
}
