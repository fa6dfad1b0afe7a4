// The generator layer by layer in TensorFlow.js, from the arrays of the plain export.
//
// Mirrors `model/src/unet.rs`; activations are `[1, H, W, C]`, kernels `[4, 4, in, out]` and for
// transposed convolutions `[4, 4, out, in]`.

const LEAK = 0.2;
const EPSILON = 1e-5;
const STRIDE = 2;
const PADDING = 1;

export class UNet {
  /** `arrays` maps a name as `encoder.1.conv.weight` to `{ shape, values }`. */
  constructor(tf, arrays) {
    this.tf = tf;
    const tensor = (name) => {
      const array = arrays.get(name);
      return array && tf.tensor(array.values, array.shape);
    };
    const blocks = (side) => {
      const found = [];
      for (let index = 0; arrays.has(`${side}.${index}.conv.weight`); index += 1) {
        found.push({
          weight: tensor(`${side}.${index}.conv.weight`),
          bias: tensor(`${side}.${index}.conv.bias`),
          gamma: tensor(`${side}.${index}.norm.gamma`),
          beta: tensor(`${side}.${index}.norm.beta`),
        });
      }
      return found;
    };
    this.encoder = blocks("encoder");
    this.decoder = blocks("decoder");
  }

  /** `[1, 256, 256, 12]` to `[1, 256, 256, 3]` in −1..1. */
  forward(input) {
    const { tf } = this;
    const skips = [];
    let x = input;
    for (const [level, block] of this.encoder.entries()) {
      if (level > 0) {
        skips.push(x);
        x = tf.leakyRelu(x, LEAK);
      }
      x = this.#finish(tf.conv2d(x, block.weight, STRIDE, PADDING), block);
    }
    for (const [index, block] of this.decoder.entries()) {
      if (index > 0) {
        x = tf.concat([x, skips.pop()], 3);
      }
      const [, height, width] = x.shape;
      const shape = [1, 2 * height, 2 * width, block.weight.shape[2]];
      x = tf.conv2dTranspose(tf.relu(x), block.weight, shape, STRIDE, PADDING);
      x = this.#finish(x, block);
    }
    return tf.tanh(x);
  }

  /** Bias or instance norm; at a batch of one the latter is a batch norm by the batch's own moments. */
  #finish(x, { bias, gamma, beta }) {
    const { tf } = this;
    if (gamma === undefined) {
      return tf.add(x, bias);
    }
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm4d(x, mean, variance, beta, gamma, EPSILON);
  }
}
