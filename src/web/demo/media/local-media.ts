import { Store } from '../../shared/store.js';
import {
  openCamera,
  openMicrophone,
  openScreen,
  type PictureSource,
  type DeviceProblem,
  type RunningPicture,
} from './devices.js';
import { pictureSizeFor } from './picture-size.js';

/** The media that this page sends, or is about to. */
export interface LocalMediaState {
  /** Null: no picture. */
  readonly picture: PictureSource | null;
  /** Whether camera or test picture run, be it behind a shared screen. */
  readonly isCameraOn: boolean;
  readonly isMicrophoneOn: boolean;
  /** The stream that goes out; a new object whenever its tracks change, null when there are none. */
  readonly stream: MediaStream | null;
  /** Which device is being opened; its buttons wait. */
  readonly opening: 'camera' | 'microphone' | 'screen' | null;
  /** The notice to the user about the devices; null if nothing. */
  readonly notice: string | null;
}

const nothing: LocalMediaState = {
  picture: null,
  isCameraOn: false,
  isMicrophoneOn: false,
  stream: null,
  opening: null,
  notice: null,
};

/** The own camera, microphone and screen. */
export class LocalMedia {
  readonly #name: string;
  readonly #store = new Store(nothing);
  #picture: RunningPicture | null = null;
  /** The picture behind the screen. */
  #behindScreen: RunningPicture | null = null;
  #microphone: MediaStreamTrack | null = null;
  #size = pictureSizeFor(1);
  #isClosed = false;

  /** @param name what a test picture says */
  constructor(name: string) {
    this.#name = name;
  }

  get state(): LocalMediaState {
    return this.#store.value;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Switches the camera on or off; a shared screen stays in front of it. */
  async toggleCamera(): Promise<void> {
    const camera = this.#camera();
    if (camera !== null) {
      camera.stop();
      if (this.#isScreen()) this.#behindScreen = null;
      else this.#picture = null;
      this.#publish(null);
      return;
    }
    await this.#open('camera', async () => {
      const { picture, problem } = await openCamera(this.#name, this.#size);
      if (this.#isClosed) {
        picture.stop();
        return;
      }
      this.#watch(picture);
      if (this.#isScreen()) this.#behindScreen = picture;
      else this.#picture = picture;
      this.#publish(problem === null ? null : cameraNotices[problem]);
    });
  }

  /** Shows the screen to others, or stops that. */
  async toggleScreen(): Promise<void> {
    if (this.#isScreen()) {
      this.#endScreen();
      return;
    }
    await this.#open('screen', async () => {
      const screen = await openScreen();
      if (screen === null || this.#isClosed) {
        screen?.stop();
        return;
      }
      this.#watch(screen);
      this.#behindScreen = this.#picture;
      this.#picture = screen;
      this.#publish(null);
    });
  }

  async toggleMicrophone(): Promise<void> {
    if (this.#microphone !== null) {
      this.#microphone.stop();
      this.#microphone = null;
      this.#publish(null);
      return;
    }
    await this.#open('microphone', async () => {
      const { track, problem } = await openMicrophone();
      if (track === null || this.#isClosed) {
        track?.stop();
        this.#publish(problem === null ? null : microphoneNotices[problem]);
        return;
      }
      this.#microphone = track;
      track.addEventListener('ended', () => {
        if (this.#microphone === track) this.#microphone = null;
        this.#publish('The microphone has gone.');
      });
      this.#publish(null);
    });
  }

  /** Makes the camera's picture as large as so many people can bear. */
  fitTo(people: number): void {
    this.#size = pictureSizeFor(people);
    const camera = this.#camera();
    // A camera that knows but one size keeps it.
    if (camera?.source === 'camera')
      camera.track.applyConstraints(this.#size).catch(() => undefined);
  }

  dismissNotice(): void {
    this.#store.patch({ notice: null });
  }

  /** Lets go of every device, for good. */
  close(): void {
    this.#isClosed = true;
    this.#picture?.stop();
    this.#behindScreen?.stop();
    this.#microphone?.stop();
    this.#picture = null;
    this.#behindScreen = null;
    this.#microphone = null;
    this.#publish(null);
  }

  #camera(): RunningPicture | null {
    return this.#isScreen() ? this.#behindScreen : this.#picture;
  }

  #isScreen(): boolean {
    return this.#picture?.source === 'screen';
  }

  #endScreen(): void {
    this.#picture?.stop();
    this.#picture = this.#behindScreen;
    this.#behindScreen = null;
    this.#publish(null);
  }

  async #open(
    device: NonNullable<LocalMediaState['opening']>,
    open: () => Promise<void>,
  ): Promise<void> {
    if (this.state.opening !== null) return;
    this.#store.patch({ opening: device });
    try {
      await open();
    } finally {
      this.#store.patch({ opening: null });
    }
  }

  /** A screen that is no longer shared ends by itself, and so does a camera that is unplugged. */
  #watch(picture: RunningPicture): void {
    picture.track.addEventListener('ended', () => {
      if (this.#picture === picture && picture.source === 'screen') this.#endScreen();
      else if (this.#picture === picture || this.#behindScreen === picture) {
        if (this.#picture === picture) this.#picture = null;
        else this.#behindScreen = null;
        picture.stop();
        this.#publish('The camera has gone.');
      }
    });
  }

  #publish(notice: string | null): void {
    const tracks = [this.#picture?.track, this.#microphone].filter((track) => track != null);
    const current = this.state.stream?.getTracks() ?? [];
    const isSame = tracks.length === current.length && tracks.every((it) => current.includes(it));
    this.#store.patch({
      picture: this.#picture?.source ?? null,
      isCameraOn: this.#camera() !== null,
      isMicrophoneOn: this.#microphone !== null,
      stream: isSame ? this.state.stream : tracks.length === 0 ? null : new MediaStream(tracks),
      notice,
    });
  }
}

const cameraNotices: Readonly<Record<DeviceProblem, string>> = {
  missing: 'There is no camera here, so a test picture goes out instead.',
  denied: 'The camera may not be used, so a test picture goes out instead.',
  unsupported:
    'Browsers give the camera only to pages from HTTPS or this machine, so a test picture goes out instead.',
};

const microphoneNotices: Readonly<Record<DeviceProblem, string>> = {
  missing: 'There is no microphone here.',
  denied: 'The microphone may not be used.',
  unsupported: 'Browsers give the microphone only to pages from HTTPS or this machine.',
};
