import type { ReactNode } from 'react'
import { Mark } from '../components/icon.tsx'

/** The page of whoever is not inside yet: Euclid's first proposition at the left, a form at the right. */
export function Front({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="sh-front">
      <div className="sh-art" aria-hidden="true">
        <svg viewBox="0 0 440 320">
          <circle cx="170" cy="170" r="100" className="sh-art-line" />
          <circle cx="270" cy="170" r="100" className="sh-art-line" />
          <path d="M40 170h360" className="sh-art-line" strokeDasharray="2 4" />
          <path d="M170 170h100L220 83.4z" className="sh-art-figure" />
          <g className="sh-art-points">
            <circle cx="170" cy="170" r="2.5" />
            <circle cx="270" cy="170" r="2.5" />
            <circle cx="220" cy="83.4" r="2.5" />
            <text x="150" y="190">
              A
            </text>
            <text x="279" y="190">
              B
            </text>
            <text x="215" y="72">
              C
            </text>
          </g>
        </svg>
        <p>
          On a given finite straight line
          <br />
          to construct an equilateral triangle.
        </p>
      </div>
      <main>
        <div className="sh-front-form">
          <h1>
            <Mark />
            {title}
          </h1>
          {children}
        </div>
      </main>
    </div>
  )
}
