// Two soft tones, made here: nothing is fetched for them.
let context: AudioContext | undefined;

const tones = [
  { hz: 660, at_s: 0 },
  { hz: 880, at_s: 0.12 },
];
const length_s = 0.18;
const loudness = 0.12;

/** A browser that has not been touched yet lets nothing be heard, and says so by a promise that does not come. */
export function playSound() {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => undefined);
  const now = context.currentTime;
  for (const { hz, at_s } of tones) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hz;
    volume.gain.setValueAtTime(0, now + at_s);
    volume.gain.linearRampToValueAtTime(loudness, now + at_s + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, now + at_s + length_s);
    tone.connect(volume).connect(context.destination);
    tone.start(now + at_s);
    tone.stop(now + at_s + length_s);
  }
}
