#include "services/export/chart/panel.h"

#include <fmt/format.h>

#include "services/export/data/arithmetic.h"

namespace pingyi::exporting {
namespace {

std::string Pixels(const Rational& length) { return FixedText(length, 2); }

Markup::Element BeginFigure(Markup& markup, const Caption& caption) {
  return markup.Begin("figure", {{"class", "chart"}, {"id", caption.id}});
}

Markup::Element BeginSvg(Markup& markup, const Caption& caption, int height) {
  markup.Leaf("figcaption", {}, caption.title);
  return markup.Begin("svg", {{"viewBox", fmt::format("0 0 {} {}", kPanelWidth, height)},
                              {"role", "img"},
                              {"aria-labelledby", fmt::format("{0}-t {0}-d", caption.id)}});
}

}  // namespace

Panel::Panel(Markup& markup, const Caption& caption, int height)
    : markup_(markup),
      figure_(BeginFigure(markup, caption)),
      svg_(BeginSvg(markup, caption, height)) {
  markup_.Leaf("title", {{"id", caption.id + "-t"}}, caption.title);
  markup_.Leaf("desc", {{"id", caption.id + "-d"}}, caption.description);
}

void Panel::Bar(const Rational& x, int y, const Rational& width, int height,
                const std::string& fill) {
  markup_.Void("rect", {{"x", Pixels(x)},
                        {"y", std::to_string(y)},
                        {"width", Pixels(width)},
                        {"height", std::to_string(height)},
                        {"fill", fill}});
}

void Panel::Line(const Rational& x1, int y1, const Rational& x2, int y2,
                 std::string_view css_class) {
  markup_.Void("line", {{"x1", Pixels(x1)},
                        {"y1", std::to_string(y1)},
                        {"x2", Pixels(x2)},
                        {"y2", std::to_string(y2)},
                        {"class", css_class}});
}

void Panel::Label(const Rational& x, int y, std::string_view anchor, std::string_view css_class,
                  std::string_view text) {
  markup_.Leaf(
      "text",
      {{"x", Pixels(x)}, {"y", std::to_string(y)}, {"text-anchor", anchor}, {"class", css_class}},
      text);
}

}  // namespace pingyi::exporting
