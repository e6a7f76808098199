import { Icon, type IconName } from '../../shared/icons.js';
import { canShareScreen } from '../media/devices.js';
import type { LocalMedia } from '../media/local-media.js';

interface ToolbarProps {
  readonly media: LocalMedia;
  readonly onLeave: () => void;
}

/** Camera, microphone, screen, and the way out. */
export function Toolbar({ media, onLeave }: ToolbarProps) {
  const { isCameraOn, isMicrophoneOn, picture, opening, notice } = media.state;
  const isScreenOn = picture === 'screen';
  return (
    <footer class="toolbar" aria-label="Your camera and microphone">
      {notice !== null && (
        <p class="notice toolbar-notice" role="status">
          {notice}
          <button class="button button-small" type="button" onClick={() => media.dismissNotice()}>
            OK
          </button>
        </p>
      )}
      <Switch
        isOn={isCameraOn}
        isBusy={opening === 'camera'}
        icons={['camera', 'camera-off']}
        onToggle={() => void media.toggleCamera()}
      >
        Camera
      </Switch>
      <Switch
        isOn={isMicrophoneOn}
        fullName="Microphone"
        isBusy={opening === 'microphone'}
        icons={['microphone', 'microphone-off']}
        onToggle={() => void media.toggleMicrophone()}
      >
        Mic
      </Switch>
      {canShareScreen() && (
        <Switch
          isOn={isScreenOn}
          isBusy={opening === 'screen'}
          icons={['screen', 'screen-off']}
          onToggle={() => void media.toggleScreen()}
        >
          Screen
        </Switch>
      )}
      <button class="button tool tool-leave" type="button" onClick={onLeave}>
        <Icon name="leave" />
        <span class="tool-text">Leave</span>
      </button>
    </footer>
  );
}

interface SwitchProps {
  readonly isOn: boolean;
  readonly isBusy: boolean;
  /** When on, and when off. */
  readonly icons: readonly [IconName, IconName];
  readonly children: string;
  /** Where the short name alone would be hard to understand. */
  readonly fullName?: string;
  readonly onToggle: () => void;
}

function Switch({ isOn, isBusy, icons: [on, off], children, fullName, onToggle }: SwitchProps) {
  return (
    <button
      class={isOn ? 'button tool tool-on' : 'button tool'}
      type="button"
      aria-pressed={isOn}
      aria-busy={isBusy}
      aria-label={fullName}
      onClick={onToggle}
    >
      <Icon name={isOn ? on : off} />
      <span class="tool-text">{children}</span>
    </button>
  );
}
