import type { Pen } from './pen.js';

export interface Place {
  /** Of its middle. */
  readonly x: number;
  readonly y: number;
  /** Width and height, in pixels. */
  readonly size: number;
  readonly stroke: string;
  /** Pixels. */
  readonly line: number;
  readonly fill?: string;
}

/** All icons are drawn on a ground of this size. */
const GRID = 24;

/** Draws an icon (an `<svg>` of lucide) onto a canvas. */
export function picture(pen: Pen, svg: SVGElement, { x, y, size, stroke, line, fill }: Place): void {
  const scale = size / GRID;
  pen.save();
  pen.translate(x - size / 2, y - size / 2);
  pen.scale(scale, scale);
  pen.lineWidth = line / scale;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.strokeStyle = stroke;
  for (const shape of svg.children) {
    const path = pathOf(shape);
    if (fill !== undefined) {
      pen.fillStyle = fill;
      pen.fill(path);
    } else if (shape.getAttribute('fill') === 'currentColor') {
      pen.fillStyle = stroke;
      pen.fill(path);
    }
    pen.stroke(path);
  }
  pen.restore();
}

/** TABLE: how each kind of shape that icons are made of becomes a path. */
const PATHS: Readonly<Record<string, (shape: Element) => Path2D>> = {
  path: (shape) => new Path2D(shape.getAttribute('d') ?? ''),
  circle: (shape) => oval(number(shape, 'cx'), number(shape, 'cy'), number(shape, 'r'), number(shape, 'r')),
  ellipse: (shape) =>
    oval(number(shape, 'cx'), number(shape, 'cy'), number(shape, 'rx'), number(shape, 'ry')),
  line: (shape) =>
    new Path2D(
      `M${number(shape, 'x1')} ${number(shape, 'y1')}L${number(shape, 'x2')} ${number(shape, 'y2')}`,
    ),
  polyline: (shape) => new Path2D(`M${shape.getAttribute('points') ?? ''}`),
  polygon: (shape) => new Path2D(`M${shape.getAttribute('points') ?? ''}Z`),
  rect: (shape) => {
    const path = new Path2D();
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => number(shape, name));
    path.roundRect(x ?? 0, y ?? 0, width ?? 0, height ?? 0, number(shape, 'rx'));
    return path;
  },
};

function pathOf(shape: Element): Path2D {
  return PATHS[shape.tagName]?.(shape) ?? new Path2D();
}

function oval(x: number, y: number, rx: number, ry: number): Path2D {
  const path = new Path2D();
  path.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  return path;
}

function number(shape: Element, name: string): number {
  return Number(shape.getAttribute(name) ?? 0);
}
