// HTML and SVG in which text cannot become markup: whatever is written is escaped, and what is
// begun is ended. Debian has no template engine of that kind for C++; two dozen lines do.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "services/export/markup/words.h"

namespace pingyi::exporting {

using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// The text as it stands between tags or in a quoted attribute. Control characters, which no name
// has and HTML forbids, become U+FFFD.
std::string Escaped(std::string_view text);

class Markup {
 public:
  explicit Markup(Languages languages) : languages_(languages) {}

  // An element that ends with the scope.
  class Element {
   public:
    Element(Markup& markup, std::string_view tag) : markup_(markup), tag_(tag) {}
    ~Element() { markup_.End(tag_); }
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;

   private:
    Markup& markup_;
    std::string_view tag_;
  };
  // `tag` must be a literal.
  [[nodiscard]] Element Begin(std::string_view tag, Attributes attributes = {});

  // A whole element.
  void Leaf(std::string_view tag, Attributes attributes, std::string_view text);
  void Leaf(std::string_view tag, Attributes attributes, const Words& words);
  // One without content: <meta>, <rect/>.
  void Void(std::string_view tag, Attributes attributes);

  void Text(std::string_view text) { out_ += Escaped(text); }
  // In a report of two languages, an element for each: span, or tspan within SVG text.
  void Say(const Words& words);
  // Text of the data among ours: isolated, so that no direction of writing reaches beyond it.
  void Name(std::string_view text) { Leaf("bdi", {}, text); }
  // What is no text: the document type, the style sheet.
  void Raw(std::string_view markup) { out_ += markup; }

  Languages languages() const { return languages_; }
  std::string Take() { return std::move(out_); }

 private:
  void Start(std::string_view tag, Attributes attributes, std::string_view end = ">");
  void End(std::string_view tag);

  Languages languages_;
  bool svg_ = false;  // within an <svg>
  std::string out_;
};

}  // namespace pingyi::exporting
