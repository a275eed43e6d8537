/** The shape of each metal, on a grid of 64: closed lines of straight pieces and of arcs, clockwise from the top. */

import type { Metal } from './look.js';

export const GRID = 64;
const MIDDLE = GRID / 2;

export type Point = readonly [x: number, y: number];

/** From a point to that of the next edge: straight, or an arc of this radius, bulging outward. */
export interface Edge {
  readonly from: Point;
  readonly arc?: number;
}

export type Shape = readonly Edge[];

/** The outline of a metal. @param scale around the middle; 1 is as large as it gets */
export function shapeOf(metal: Metal, scale = 1): Shape {
  return OUTLINES[metal](scale);
}

/** A circle, in as many arcs as it is to have shades. @param start of the first, in arcs */
export function circle(radius: number, pieces = 24, start = 0): Shape {
  return Array.from({ length: pieces }, (_, piece) => ({
    from: around(radius, (piece + start) / pieces),
    arc: radius,
  }));
}

/** TABLE: a coin, a hexagon, an octagon that lies flat, a stone on its tip, petals around a coin, a shield. */
const OUTLINES: Readonly<Record<Metal, (scale: number) => Shape>> = {
  Copper: (scale) => circle(29 * scale),
  Silver: (scale) => polygon(6, 31 * scale, 0),
  Gold: (scale) => polygon(8, 31 * scale, 1 / 16),
  Diamond: (scale) => polygon(4, 33 * scale, 0),
  Olympian: (scale) => petals(12, 27.5 * scale, 7.6 * scale),
  Feat: (scale) => mirrored(SHIELD.map(([x, y]) => [x * scale, y * scale])),
};

/** The right half of the shield, from the middle. */
const SHIELD: readonly Point[] = [
  [0, -30],
  [6, -25.5],
  [14, -23],
  [25, -22.5],
  [25, -3],
  [22.5, 9],
  [14.5, 20.5],
  [0, 30],
];

/** @param turned in parts of a whole turn */
export function polygon(corners: number, radius: number, turned: number): Shape {
  return Array.from({ length: corners }, (_, corner) => ({
    from: around(radius, corner / corners + turned),
  }));
}

/** @param radius of where petals meet @param arc of a petal */
function petals(count: number, radius: number, arc: number): Shape {
  return Array.from({ length: count }, (_, petal) => ({ from: around(radius, (petal - 0.5) / count), arc }));
}

function mirrored(half: readonly Point[]): Shape {
  const left = half
    .slice(1, -1)
    .reverse()
    .map(([x, y]): Point => [-x, y]);
  return [...half, ...left].map(([x, y]) => ({ from: [MIDDLE + x, MIDDLE + y] }));
}

/** @param turn clockwise from the top, in parts of a whole turn */
export function around(radius: number, turn: number): Point {
  const angle = turn * 2 * Math.PI;
  return [MIDDLE + radius * Math.sin(angle), MIDDLE - radius * Math.cos(angle)];
}

/** As the `d` of a path. @param down how much lower, of the grid */
export function pathOf(shape: Shape, down = 0): string {
  const edges = fewest(shape);
  const pieces = edges.map((edge, index) => `${command(edge.arc)}${spot(next(edges, index), down)}`);
  return `M${spot(edges[0]?.from ?? [0, 0], down)}${pieces.join('')}Z`;
}

/** A line around it needs no more than four arcs where the light needs two dozen. */
function fewest(shape: Shape): Shape {
  const round = shape.every(
    ({ from: [x, y], arc }) => arc !== undefined && Math.abs(Math.hypot(x - MIDDLE, y - MIDDLE) - arc) < 1e-9,
  );
  return round ? shape.filter((_, index) => index % (shape.length / 4) === 0) : shape;
}

/** The band between two shapes of as many edges, a piece for each edge: which way it looks, and the `d` of a path. */
export function band(
  outer: Shape,
  inner: Shape,
): readonly { readonly normal: Point; readonly path: string }[] {
  return outer.map((edge, index) => {
    const [from, to] = [edge.from, next(outer, index)];
    const [innerEdge, innerTo] = [inner[index] ?? edge, next(inner, index)];
    const path = `M${spot(from)}${command(edge.arc)}${spot(to)}L${spot(innerTo)}${command(innerEdge.arc, 0)}${spot(innerEdge.from)}Z`;
    return { normal: normalOf(from, to), path };
  });
}

/** How long the line around it is. */
export function lengthOf(shape: Shape): number {
  return shape.reduce((sum, { from: [x, y], arc }, index) => {
    const [toX, toY] = next(shape, index);
    const chord = Math.hypot(toX - x, toY - y);
    return sum + (arc === undefined ? chord : 2 * arc * Math.asin(chord / (2 * arc)));
  }, 0);
}

function next(shape: Shape, index: number): Point {
  return shape[(index + 1) % shape.length]?.from ?? [0, 0];
}

/** Of length 1, to the left of a way that goes clockwise: outward. */
function normalOf([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  return [(toY - y) / length, (x - toX) / length];
}

function command(arc: number | undefined, sweep = 1): string {
  return arc === undefined ? 'L' : `A${tenths(arc)} ${tenths(arc)} 0 0 ${sweep} `;
}

export function spot([x, y]: Point, down = 0): string {
  return `${tenths(x)} ${tenths(y + down)}`;
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
