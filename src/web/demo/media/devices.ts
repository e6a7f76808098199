import type { TestPicture } from './test-picture.js';
import { createTestPicture } from './test-picture.js';

/** Where a picture comes from. */
export type PictureSource = 'camera' | 'test-picture' | 'screen';

/** A picture that runs. */
export interface RunningPicture {
  readonly source: PictureSource;
  readonly track: MediaStreamTrack;
  readonly stop: () => void;
}

/** Why there is no device: none, or not permitted. */
export type DeviceProblem = 'missing' | 'denied' | 'unsupported';

/** The camera; where there is none, or it may not be used, a test picture. */
export async function openCamera(
  name: string,
  size: MediaTrackConstraints,
): Promise<{ readonly picture: RunningPicture; readonly problem: DeviceProblem | null }> {
  const media = mediaDevices();
  if (media === null) return { picture: testPicture(name), problem: 'unsupported' };
  try {
    const stream = await media.getUserMedia({ video: size });
    return { picture: fromStream('camera', stream), problem: null };
  } catch (error) {
    return { picture: testPicture(name), problem: problemFrom(error) };
  }
}

/** @returns null if the user thought better of it */
export async function openScreen(): Promise<RunningPicture | null> {
  const media = mediaDevices();
  if (media === null || !('getDisplayMedia' in media)) return null;
  try {
    return fromStream('screen', await media.getDisplayMedia({ video: true }));
  } catch {
    return null;
  }
}

/** Whether this browser can show its screen to others; phones cannot. */
export function canShareScreen(): boolean {
  const media = mediaDevices();
  return media !== null && 'getDisplayMedia' in media;
}

/** The microphone, or why there is none. */
export async function openMicrophone(): Promise<
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: DeviceProblem }
> {
  const media = mediaDevices();
  if (media === null) return { track: null, problem: 'unsupported' };
  try {
    const stream = await media.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true },
    });
    const [track] = stream.getAudioTracks();
    return track === undefined ? { track: null, problem: 'missing' } : { track, problem: null };
  } catch (error) {
    return { track: null, problem: problemFrom(error) };
  }
}

/** Pages that come neither from HTTPS nor from this machine have no devices. */
function mediaDevices(): MediaDevices | null {
  return 'mediaDevices' in navigator ? navigator.mediaDevices : null;
}

function fromStream(source: PictureSource, stream: MediaStream): RunningPicture {
  const [track] = stream.getVideoTracks();
  if (track === undefined) throw new Error('A stream without a picture was given.');
  return { source, track, stop: () => track.stop() };
}

function testPicture(name: string): RunningPicture {
  const { track, stop }: TestPicture = createTestPicture(name);
  return { source: 'test-picture', track, stop };
}

function problemFrom(error: unknown): DeviceProblem {
  const isDenied = error instanceof DOMException && error.name === 'NotAllowedError';
  return isDenied ? 'denied' : 'missing';
}
