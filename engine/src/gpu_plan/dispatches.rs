//! Making what a translation consists of: buffers, pipelines, and the dispatches that bind them
//! together.
//!
//! All of it happens when a model is loaded; a translation only runs the dispatches.

use std::collections::HashMap;

use super::gpu::Gpu;

/// One dispatch.
pub struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    workgroups: [u32; 2],
}

impl Dispatch {
    pub fn run(&self, pass: &mut wgpu::ComputePass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bindings, &[]);
        let [x, y] = self.workgroups;
        pass.dispatch_workgroups(x, y, 1);
    }
}

/// Makes buffers and dispatches on one device.
pub struct Maker<'a> {
    gpu: &'a Gpu,
    /// By their text: layers of the same sizes share one.
    pipelines: HashMap<String, wgpu::ComputePipeline>,
    bytes: u64,
}

impl<'a> Maker<'a> {
    pub fn new(gpu: &'a Gpu) -> Self {
        Self {
            gpu,
            pipelines: HashMap::new(),
            bytes: 0,
        }
    }

    /// Bytes of all buffers made.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A buffer of zeros.
    pub fn buffer(&mut self, bytes: usize, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        // Copies go in words.
        let size = bytes.next_multiple_of(4) as u64;
        self.bytes += size;
        self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size,
            usage,
            mapped_at_creation: false,
        })
    }

    /// A buffer that only shaders see.
    pub fn storage(&mut self, bytes: usize) -> wgpu::Buffer {
        self.buffer(bytes, wgpu::BufferUsages::STORAGE)
    }

    /// A buffer that shaders read.
    pub fn constant(&mut self, content: &[u8]) -> wgpu::Buffer {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let buffer = self.buffer(content.len(), usage);
        self.gpu.queue.write_buffer(&buffer, 0, content);
        buffer
    }

    /// Runs the shader of this text on `buffers`, its bindings in their order.
    pub fn dispatch(
        &mut self,
        text: String,
        buffers: &[&wgpu::Buffer],
        workgroups: [usize; 2],
    ) -> Dispatch {
        let device = &self.gpu.device;
        let pipeline = self.pipelines.entry(text).or_insert_with_key(|text| {
            let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: None,
                source: wgpu::ShaderSource::Wgsl(text.as_str().into()),
            });
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: None,
                layout: None,
                module: &module,
                entry_point: Some("main"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        });
        let entries: Vec<_> = (0..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let bindings = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        Dispatch {
            pipeline: pipeline.clone(),
            bindings,
            workgroups: workgroups.map(|count| count as u32),
        }
    }
}
