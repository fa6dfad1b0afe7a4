    // Two passes, because a difference of squares would lose what little an even plane varies.
    var part = 0.0;
    for (var pixel = lane; pixel < pixels; pixel += width) {
        part += value(channel, pixel / side, pixel % side);
    }
    let mean = total(lane, part) / f32(pixels);
    part = 0.0;
    for (var pixel = lane; pixel < pixels; pixel += width) {
        let deviation = value(channel, pixel / side, pixel % side) - mean;
        part += deviation * deviation;
    }
    let variance = total(lane, part) / f32(pixels) * own.x * own.x;
    let factor = own.x * own.y / sqrt(variance + {{epsilon}});
    let offset = own.z - mean * factor;
