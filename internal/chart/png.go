package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pixels a unit, so that pictures are sharp on dense screens.
const pixels = 2

// png renders the scene.
func (s *scene) png() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, int(s.width*pixels), int(math.Ceil(s.height*pixels))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	fonts := &fonts{scale: pixels, faces: map[style]font.Face{}}
	var raster vector.Rasterizer
	for _, m := range s.marks {
		ink := image.NewUniform(color.RGBA{uint8(m.fill >> 16), uint8(m.fill >> 8), uint8(m.fill), 0xFF})
		if m.text == "" {
			fillPolygon(img, &raster, ink, m.polygon)
			continue
		}
		pen := font.Drawer{Dst: img, Src: ink, Face: fonts.face(m.style)}
		x := fixed.Int26_6(m.at.x * pixels * 64)
		switch m.anchor {
		case atMiddle:
			x -= pen.MeasureString(m.text) / 2
		case atEnd:
			x -= pen.MeasureString(m.text)
		}
		pen.Dot = fixed.Point26_6{X: x, Y: fixed.Int26_6(m.at.y * pixels * 64)}
		pen.DrawString(m.text)
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed} // for these pictures 5% larger, in half the time
	if err := encoder.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// fillPolygon rasterises only the polygon's own rectangle.
func fillPolygon(img *image.RGBA, raster *vector.Rasterizer, ink image.Image, pts []point) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, p := range pts {
		low = point{math.Min(low.x, p.x*pixels), math.Min(low.y, p.y*pixels)}
		high = point{math.Max(high.x, p.x*pixels), math.Max(high.y, p.y*pixels)}
	}
	box := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
	raster.Reset(box.Dx(), box.Dy())
	for i, p := range pts {
		x, y := float32(p.x*pixels-float64(box.Min.X)), float32(p.y*pixels-float64(box.Min.Y))
		if i == 0 {
			raster.MoveTo(x, y)
		} else {
			raster.LineTo(x, y)
		}
	}
	raster.ClosePath()
	raster.Draw(img, box, ink, image.Point{})
}
