/** Runs one trial and tells its figures: `trial.js <name> <directory> [quick]`. */
import { argv } from 'node:process';
import { tell } from '../support/process.js';
import { TRIALS } from '../trials/all.js';

const [, , name = '', directory = '', quick] = argv;
const trial = TRIALS.find((candidate) => candidate.name === name);
if (trial === undefined) throw new Error(`There is no trial "${name}".`);
for await (const figure of trial.run({ directory, quick: quick !== undefined })) tell(figure);
