/** Runs one trial and tells its findings: `trial.js <name> <directory> [quick]`. */
import { argv } from 'node:process';
import { tell } from '../../support/script.js';
import { TRIALS } from '../trials/all.js';

const [, , name = '', directory = '', quick] = argv;
const trial = TRIALS.find((candidate) => candidate.name === name);
if (trial === undefined) throw new Error(`There is no trial "${name}".`);
for await (const finding of trial.run({ directory, quick: quick !== undefined })) tell(finding);
