package paper

import "math"

// blade is the outline of a leaf from (0, 0) to (length, 0), as the web app draws it.
type blade struct{ length, above, below float64 }

var (
	bigLeaf   = blade{14, 4, 3.2}
	smallLeaf = blade{10, 3.2, 2.56}
)

func (b blade) times(n float64) blade { return blade{b.length * n, b.above * n, b.below * n} }

// wreath draws the mark of the product in a square whose upper left corner is at (x, y), with as many
// leaves on each side: the fewer they are, the larger.
func (p *page) wreath(x, y, size float64, leaves int, c color) {
	p.SetFillColor(c.r, c.g, c.b)
	p.SetDrawColor(c.r, c.g, c.b)
	p.SetLineWidth(0.018 * size * max(1, 9/float64(leaves)))
	p.SetLineCapStyle("round")
	unit := size / 100
	grown := max(1, 9/float64(leaves))
	const first, last = 102.0, 240.0
	for side := range 2 {
		place := func(px, py float64) (float64, float64) {
			if side == 1 {
				px = 100 - px
			}
			return x + px*unit, y + py*unit
		}
		for i := range leaves {
			angle := first + (last-first)*float64(i)/float64(leaves-1)
			cx, cy := 50+40*math.Cos(radians(angle)), 50+40*math.Sin(radians(angle))
			p.blade(bigLeaf.times(grown), cx, cy, angle-246, place)
			p.blade(smallLeaf.times(grown), cx, cy, angle-246-62, place)
		}
		p.stem(place)
	}
	p.SetLineCapStyle("butt")
}

// stem draws one half of the ring, from the bottom up.
func (p *page) stem(place func(float64, float64) (float64, float64)) {
	const from, to, steps = 96.0, 246.0, 40
	for i := range steps + 1 {
		angle := radians(from + (to-from)*float64(i)/steps)
		px, py := place(50+40*math.Cos(angle), 50+40*math.Sin(angle))
		if i == 0 {
			p.MoveTo(px, py)
		} else {
			p.LineTo(px, py)
		}
	}
	p.DrawPath("D")
}

// blade draws one leaf that grows from (cx, cy) at an angle in degrees.
func (p *page) blade(b blade, cx, cy, angle float64, place func(float64, float64) (float64, float64)) {
	sin, cos := math.Sincos(radians(angle))
	at := func(px, py float64) (float64, float64) { return place(cx+px*cos-py*sin, cy+px*sin+py*cos) }
	curve := func(x1, y1, x2, y2, x3, y3 float64) {
		ax, ay := at(x1, y1)
		bx, by := at(x2, y2)
		ex, ey := at(x3, y3)
		p.CurveBezierCubicTo(ax, ay, bx, by, ex, ey)
	}
	l := b.length
	p.MoveTo(at(0, 0))
	curve(l/4, -b.above, 3*l/4, -b.above, l, 0)
	curve(3*l/4, b.below, l/4, b.below, 0, 0)
	p.ClosePath()
	p.DrawPath("F")
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
