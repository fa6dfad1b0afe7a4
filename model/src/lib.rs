//! What trainer and page share: the pix2pix networks, the way between pixels and tensors, and the
//! model bundle.
//!
//! The crate does no I/O, knows neither the web nor a command line, and enables no Burn backend:
//! whoever depends on it brings the device. Without the feature `net` it holds only what needs no
//! tensor ([`paint`] and [`sort`]), which is what the page thread links.

pub mod paint;
pub mod sort;

#[cfg(feature = "net")]
pub mod block;
#[cfg(feature = "net")]
pub mod bundle;
#[cfg(feature = "net")]
pub mod digest;
#[cfg(feature = "net")]
pub mod discriminator;
#[cfg(feature = "net")]
pub mod dropout;
#[cfg(feature = "net")]
pub mod fold;
#[cfg(feature = "net")]
pub mod grown;
#[cfg(feature = "net")]
pub mod head_fold;
#[cfg(feature = "net")]
pub mod input;
#[cfg(feature = "net")]
pub mod kernels;
#[cfg(feature = "net")]
pub mod model_list;
#[cfg(feature = "net")]
pub mod norm_fold;
#[cfg(feature = "net")]
pub mod patchgan;
#[cfg(feature = "net")]
pub mod pixels;
#[cfg(feature = "net")]
pub mod unet;
#[cfg(feature = "net")]
pub mod weights;

/// Side of every image and label map in pixels: the U-Net halves it eight times, down to 1×1.
pub const IMAGE_SIZE: usize = facade_subjects::IMAGE_SIZE;
