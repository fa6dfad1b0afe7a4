// Four whole numbers of 16 bits, the first in the lowest.
fn unpacked(words: vec2<u32>) -> vec4<f32> {
    let raised = vec4(words.x << 16u, words.x, words.y << 16u, words.y);
    return vec4<f32>(bitcast<vec4<i32>>(raised) >> vec4(16u));
}
