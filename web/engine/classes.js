const class_ = (id, name, ...color) => Object.freeze({ id, name, color: Object.freeze(color) });

/** The twelve classes of the CMP Facade Database, in the colours of the `facades` pairs (subjects/facades/classes.rs). */
export const FACADE_CLASSES = Object.freeze([
  class_(1, "background", 0, 0, 222),
  class_(2, "facade", 0, 48, 255),
  class_(3, "window", 0, 128, 255),
  class_(4, "door", 0, 208, 255),
  class_(5, "cornice", 32, 255, 224),
  class_(6, "sill", 112, 255, 143),
  class_(7, "balcony", 192, 255, 63),
  class_(8, "blind", 255, 240, 0),
  class_(9, "deco", 255, 160, 0),
  class_(10, "molding", 255, 80, 0),
  class_(11, "pillar", 255, 0, 0),
  class_(12, "shop", 174, 0, 0),
]);
