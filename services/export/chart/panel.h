// The frame of every chart: one SVG as wide as a phone, so that its text is as large there as on a
// desk; a page has as many beside each other as it is wide.
#pragma once

#include <string>

#include "services/base/number/rational.h"
#include "services/export/markup/markup.h"

namespace pingyi::exporting {

inline constexpr int kPanelWidth = 360;

// What a chart is called, and what is seen in it, for those who do not see it. `id` is unique in
// the page.
struct Caption {
  std::string id;
  Words title;
  Words description;
};

class Panel {
 public:
  // Begins the SVG; it ends with the panel.
  Panel(Markup& markup, const Caption& caption, int height);

  // Lengths are in pixels, exact to a hundredth.
  void Bar(const Rational& x, int y, const Rational& width, int height, const std::string& fill);
  void Line(const Rational& x1, int y1, const Rational& x2, int y2, std::string_view css_class);
  // `anchor` is start, middle or end.
  void Label(const Rational& x, int y, std::string_view anchor, std::string_view css_class,
             std::string_view text);
  Markup& markup() { return markup_; }

 private:
  Markup& markup_;
  Markup::Element figure_;
  Markup::Element svg_;
};

}  // namespace pingyi::exporting
