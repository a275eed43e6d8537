/** Express 4 has no types of its own here; what we use of it is the same. */
declare module 'express4' {
  import express from 'express';
  export default express;
}
