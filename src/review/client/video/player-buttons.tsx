import { type Playing, speedOfButton, speedText } from "./play-settings.ts";
import { releaseFocus } from "./video-actions.ts";

interface PlayButtonsProps {
  /** `the film`. */
  readonly what: string;
  readonly isPlaying: boolean;
  readonly onToggle: () => void;
  readonly onStep: (by: 1 | -1) => void;
}

/** Play, and one picture back and on. */
export function PlayButtons({ what, isPlaying, onToggle, onStep }: PlayButtonsProps) {
  return (
    <div class="play-buttons">
      <IconButton icon="step-back" label="One picture back" shortcut="," onPress={() => onStep(-1)} />
      <IconButton
        icon={isPlaying ? "pause" : "play"}
        label={`${isPlaying ? "Pause" : "Play"} ${what}`}
        shortcut="Space"
        onPress={onToggle}
      />
      <IconButton icon="step-on" label="One picture on" shortcut="." onPress={() => onStep(1)} />
    </div>
  );
}

interface SettingButtonsProps {
  readonly playing: Playing;
  /** What begins anew at its end. */
  readonly what: "clip" | "shot";
  readonly onFullScreen: () => void;
  readonly onClose: () => void;
  /** `the film`. */
  readonly closes: string;
}

/** Speed, repeat, sound, full screen, close. */
export function SettingButtons({ playing, what, onFullScreen, onClose, closes }: SettingButtonsProps) {
  const { speed, isMuted, repeats } = playing.settings;
  return (
    <div class="setting-buttons">
      <button
        type="button"
        class="text-button"
        aria-label={`Speed ${speedText(speed)}`}
        title="Speed (< and >)"
        onClick={(event) => {
          releaseFocus(event);
          playing.setSpeed(speedOfButton(speed));
        }}
      >
        {speedText(speed)}
      </button>
      <IconButton
        icon="repeat"
        label={`Play the ${what} again and again`}
        shortcut="L"
        isPressed={repeats[what]}
        onPress={() => playing.toggleRepeat(what)}
      />
      <IconButton
        icon={isMuted ? "mute" : "sound"}
        label="Sound"
        shortcut="M"
        isPressed={!isMuted}
        onPress={() => playing.setMuted(!isMuted)}
      />
      <IconButton icon="full" label="Full screen" shortcut="F" onPress={onFullScreen} />
      <IconButton icon="close" label={`Close ${closes}`} shortcut="Escape" onPress={onClose} />
    </div>
  );
}

interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly shortcut: string;
  readonly isPressed?: boolean;
  readonly onPress: () => void;
}

function IconButton({ icon, label, shortcut, isPressed, onPress }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={`${label} (${shortcut})`}
      aria-keyshortcuts={shortcut}
      aria-pressed={isPressed}
      onClick={(event) => {
        releaseFocus(event);
        onPress();
      }}
    >
      <span aria-hidden="true" class={`icon-${icon}`} />
    </button>
  );
}
