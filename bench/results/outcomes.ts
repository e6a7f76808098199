import { errors } from '../../src/errors/catalogue.js';

/** The words for what scenarios count besides what all of them count. */
export const outcomeTexts: Readonly<Record<string, string>> = {
  resumed: 'connections came back to their seats by resume token',
  joinedAnew: 'connections came back by an ordinary join',
  slowReaders: 'members read slowly',
  slowTold: `of them were told so and closed (slow-consumer, ${errors['slow-consumer'].closeCode})`,
  slowCut: 'of them were closed otherwise',
  slowCaughtUp: 'of them got everything in the end',
  slowBehind: 'of them stayed open and did not',
};
