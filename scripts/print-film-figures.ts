/** Prints what the film of the examples costs its writer, in scenes and flat: `npm run figures:film`. */
import { filmFigures } from "./film-figures.ts";

process.stdout.write(await filmFigures());
