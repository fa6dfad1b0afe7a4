// Convolution of planes: one invocation sums up eight output channels over a tile of pixels, from
// registers alone. {{…}} is filled in for each layer (shader.rs).

@group(0) @binding(0) var<storage, read> planes: array<real, {{planes_len}}>;
@group(0) @binding(1) var<storage, read> weights: array<{{weight_type}}, {{weights_len}}>;
@group(0) @binding(2) var<storage, read_write> accumulators: array<{{accumulator_type}}, {{accumulators_len}}>;

{{unpack}}
// `accumulators` is [splits, phases, 8 * groups, side, side].
const side = {{side}}u;
const tiles_x = {{tiles_x}}u;
const tiles = {{tiles}}u;
const groups = {{groups}}u;
const phases = {{phases}}u;
const invocations = {{invocations}}u;
// Planes to be summed up, and how many of them one invocation takes.
const depth = {{depth}}u;
const planes_per_split = {{planes_per_split}}u;
const row = {{row}}u;
const plane = {{plane}}u;

@compute @workgroup_size({{workgroup}})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if (id.x >= invocations) {
        return;
    }
    // Neighbours differ in their tile: they read neighbouring values and the same weights.
    let tile = id.x % tiles;
    let group = id.x / tiles % groups;
    let phase = id.x / (tiles * groups) % phases;
    let split = id.x / (tiles * groups * phases);
    let y = tile / tiles_x * {{tile_height}}u;
    let x = tile % tiles_x * {{tile_width}}u;
    var k = split * planes_per_split;
    let end = min(k + planes_per_split, depth);
    var at = k * plane + (y + {{phase_y}}) * row + x + {{phase_x}};
    var weight = ((phase * depth + k) * {{taps}}u) * groups + group;
{{zero}}
{{loop}}
    let place = ((split * phases + phase) * groups + group) * 8u * side * side + y * side + x;
{{store}}
}
