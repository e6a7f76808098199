import { plainText } from '../../shared/text.js';

const width = 640;
const height = 360;
const framesPerSecond = 15;
/** For those who asked their system for less motion: the picture lives, but hardly moves. */
const calmFramesPerSecond = 2;

/** A picture that is drawn here instead of being filmed. */
export interface TestPicture {
  readonly track: MediaStreamTrack;
  readonly stop: () => void;
}

/** Draws an animated picture with a name on it, for machines that have no camera. */
export function createTestPicture(name: string): TestPicture {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const [track] = canvas.captureStream(framesPerSecond).getVideoTracks();
  if (context === null || track === undefined) throw new Error('This browser cannot draw.');
  const hue = hueOf(name);
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const draw = (): void => drawScene(context, plainText(name), hue, new Date(), isCalm);
  draw();
  const rate = isCalm ? calmFramesPerSecond : framesPerSecond;
  const timer = setInterval(draw, 1000 / rate);
  return {
    track,
    stop() {
      clearInterval(timer);
      track.stop();
    },
  };
}

/** So that people can be told apart. */
function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return sum;
}

function drawScene(
  context: CanvasRenderingContext2D,
  name: string,
  hue: number,
  now: Date,
  isCalm: boolean,
): void {
  drawCurtain(context, hue, isCalm ? 0 : now.getTime() / 1000);
  drawSpotlight(context, isCalm ? 0 : now.getTime() / 1000);
  context.textAlign = 'center';
  context.fillStyle = '#fffaf0';
  context.font = '600 42px ui-serif, Georgia, serif';
  context.fillText(name, width / 2, height / 2, width - 80);
  context.font = '20px ui-monospace, monospace';
  context.fillStyle = 'rgb(255 250 240 / 0.85)';
  context.fillText(`test picture · ${clockText(now, isCalm)}`, width / 2, height / 2 + 40);
}

function clockText(now: Date, isCalm: boolean): string {
  const time = now.toLocaleTimeString(undefined, { hour12: false });
  return isCalm ? time : `${time}.${Math.floor(now.getMilliseconds() / 100)}`;
}

/** Folds that sway a little. */
function drawCurtain(context: CanvasRenderingContext2D, hue: number, seconds: number): void {
  const folds = 16;
  // One more on the left: the first of those within sways away from the edge.
  for (let fold = -1; fold < folds; fold += 1) {
    const sway = Math.sin(seconds * 0.8 + fold * 0.7) * 4;
    const lightness = 20 + 7 * Math.sin(fold * 1.9) + sway / 3;
    context.fillStyle = `hsl(${hue} 45% ${lightness}%)`;
    const left = (fold * width) / folds + sway;
    context.fillRect(left, 0, width / folds + 8, height);
  }
  context.fillStyle = `hsl(${hue} 30% 11%)`;
  context.fillRect(0, height - 54, width, 54);
}

/** A light that wanders over the stage, so that one sees at once whether the picture runs. */
function drawSpotlight(context: CanvasRenderingContext2D, seconds: number): void {
  const x = width / 2 + Math.sin(seconds) * width * 0.36;
  const y = height / 2 + Math.cos(seconds * 0.7) * height * 0.22;
  const light = context.createRadialGradient(x, y, 10, x, y, 170);
  light.addColorStop(0, 'rgb(255 236 190 / 0.45)');
  light.addColorStop(1, 'rgb(255 236 190 / 0)');
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
}
