// What follows a convolution: instance norm or bias, activation, and writing the result where it is
// read. One workgroup has one output channel. {{…}} is filled in for each layer (shader.rs).

@group(0) @binding(0) var<storage, read> accumulators: array<f32, {{accumulators_len}}>;
// A channel's scale of the accumulators, gain, and offset.
@group(0) @binding(1) var<storage, read> channels: array<vec4<f32>, {{channels}}>;
{{outputs}}
const width = {{width}}u;
const splits = {{splits}}u;
const split = {{split_len}}u;
const padded_channels = {{padded_channels}}u;
// Side of the output, and of the accumulators of one phase.
const side = {{side}}u;
const phase_side = {{phase_side}}u;
const pixels = side * side;

var<workgroup> parts: array<f32, width>;

// The sum of what all lanes of the workgroup have, always added in the same order.
fn total(lane: u32, part: f32) -> f32 {
    parts[lane] = part;
    workgroupBarrier();
    for (var step = width / 2u; step > 0u; step /= 2u) {
        if (lane < step) {
            parts[lane] += parts[lane + step];
        }
        workgroupBarrier();
    }
    let sum = parts[0];
    workgroupBarrier();
    return sum;
}

fn value(channel: u32, y: u32, x: u32) -> f32 {
{{place_of_sum}}
    var sum = accumulators[place];
    for (var other = 1u; other < splits; other++) {
        sum += accumulators[place + other * split];
    }
    return sum;
}

@compute @workgroup_size(width)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let channel = workgroup.x;
    let own = channels[channel];
{{affine}}
    for (var pixel = lane; pixel < pixels; pixel += width) {
        let y = pixel / side;
        let x = pixel % side;
        let result = value(channel, y, x) * factor + offset;
{{write}}
    }
}
