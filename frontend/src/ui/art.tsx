import { cx } from './cx';
import s from './states.module.css';

const logoHalf = [
  ['11.88 25.40', -192, 'M0 0C2.25 -2.90 6.75 -2.90 9 0C6.75 2.32 2.25 2.32 0 0Z'],
  ['6.29 20.36', -152, 'M0 0C2.25 -2.90 6.75 -2.90 9 0C6.75 2.32 2.25 2.32 0 0Z'],
  ['5.24 12.91', -112, 'M0 0C2.15 -2.90 6.45 -2.90 8.6 0C6.45 2.32 2.15 2.32 0 0Z'],
  ['7.57 8.13', -42, 'M0 0C1.63 -2.30 4.88 -2.30 6.5 0C4.88 1.84 1.63 1.84 0 0Z'],
] as const;

function LogoHalf() {
  return (
    <>
      <path d="M17.15 26.14A11 11 0 0 1 7.83 7.84" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
      {logoHalf.map(([at, turn, leaf]) => (
        <path key={at} transform={`translate(${at}) rotate(${turn})`} d={leaf} />
      ))}
    </>
  );
}

/** The mark: a wreath around one leaf. */
export function Logo() {
  return (
    <svg viewBox="-2 -1 36 34" fill="currentColor" aria-hidden="true">
      <LogoHalf />
      <g transform="translate(32 0) scale(-1 1)">
        <LogoHalf />
      </g>
      <path transform="translate(16 20.5) rotate(-90)" d="M0 0C2.63 -3.60 7.88 -3.60 10.5 0C7.88 2.88 2.63 2.88 0 0Z" />
    </svg>
  );
}

const bigLeaf = 'M0 0C3.50 -4.00 10.50 -4.00 14 0C10.50 3.20 3.50 3.20 0 0Z';
const smallLeaf = 'M0 0C2.50 -3.20 7.50 -3.20 10 0C7.50 2.56 2.50 2.56 0 0Z';
const firstLeaf = 102;
const lastLeaf = 240;

function WreathHalf({ leaves }: { leaves: number }) {
  const angles = Array.from({ length: leaves }, (_, i) => firstLeaf + ((lastLeaf - firstLeaf) * i) / (leaves - 1));
  return (
    <>
      {angles.map((angle) => {
        const x = (50 + 40 * Math.cos((angle * Math.PI) / 180)).toFixed(2);
        const y = (50 + 40 * Math.sin((angle * Math.PI) / 180)).toFixed(2);
        const turn = angle - 246;
        return (
          <g key={angle}>
            <path transform={`translate(${x} ${y}) rotate(${turn.toFixed(1)})`} d={bigLeaf} />
            <path transform={`translate(${x} ${y}) rotate(${(turn - 62).toFixed(1)})`} d={smallLeaf} />
          </g>
        );
      })}
      <path d="M45.82 89.78A40 40 0 0 1 33.73 13.46" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  );
}

/** The wreath: on the first page, around the first three, and over what is empty. */
export function Wreath({ leaves = 8 }: { leaves?: number }) {
  return (
    <svg viewBox="0 0 100 100" fill="currentColor" aria-hidden="true">
      <WreathHalf leaves={leaves} />
      <g transform="translate(100 0) scale(-1 1)">
        <WreathHalf leaves={leaves} />
      </g>
    </svg>
  );
}

/** What joins the places of the service line. */
export function Stem() {
  return (
    <svg viewBox="0 0 32 20" fill="currentColor" aria-hidden="true">
      <path
        d="M1 11c9 2 18 2 27 0M24 6.500l5 4.300-4.600 4.800"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path transform="translate(9 12) rotate(-42)" d="M0 0C2.25 -3.30 6.75 -3.30 9 0C6.75 2.64 2.25 2.64 0 0Z" />
    </svg>
  );
}

const sprigHeights = [22, 23.07, 24.03, 24.81, 25.31, 25.5, 25.35, 24.89, 24.15, 23.21];

/** Ten leaves for a share; rounded up to a whole leaf, so the exact number stands beside it. */
export function Sprig({ share, label }: { share: number; label: string }) {
  const on = Math.ceil(Math.min(1, Math.max(0, share)) * sprigHeights.length);
  return (
    <svg className={s.sprig} viewBox="0 0 200 40" role="img" aria-label={label}>
      <path d="M2 22C40 27 150 27 198 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      {sprigHeights.map((y, i) => (
        <path
          key={y}
          className={cx(i < on ? s.on : s.off)}
          transform={`translate(${(8 + 17.6 * i).toFixed(2)} ${y}) rotate(${i % 2 ? 34 : -38})`}
          d="M0 0C4.25 -6.00 12.75 -6.00 17 0C12.75 4.80 4.25 4.80 0 0Z"
        />
      ))}
    </svg>
  );
}
