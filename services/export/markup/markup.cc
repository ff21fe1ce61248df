#include "services/export/markup/markup.h"

namespace pingyi::exporting {
namespace {

// Elements after which a line ends, so that the page can be read as text, too.
bool EndsLine(std::string_view tag) {
  return tag == "p" || tag == "tr" || tag == "section" || tag == "figure" || tag == "svg" ||
         tag == "table" || tag == "h1" || tag == "h2" || tag == "h3" || tag == "div" ||
         tag == "dd" || tag == "g" || tag == "li" || tag == "head" || tag == "title";
}

}  // namespace

std::string Escaped(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\t':
      case '\n':
      case '\r':
        escaped += c == '\r' ? ' ' : c;
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          escaped += "\xEF\xBF\xBD";
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

void Markup::Start(std::string_view tag, Attributes attributes, std::string_view end) {
  out_ += '<';
  out_ += tag;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    out_ += Escaped(value);
    out_ += '"';
  }
  out_ += end;
  if (tag == "svg") svg_ = true;
}

void Markup::End(std::string_view tag) {
  out_ += "</";
  out_ += tag;
  out_ += EndsLine(tag) ? ">\n" : ">";
  if (tag == "svg") svg_ = false;
}

Markup::Element Markup::Begin(std::string_view tag, Attributes attributes) {
  Start(tag, attributes);
  return {*this, tag};
}

void Markup::Leaf(std::string_view tag, Attributes attributes, std::string_view text) {
  Start(tag, attributes);
  Text(text);
  End(tag);
}

void Markup::Leaf(std::string_view tag, Attributes attributes, const Words& words) {
  Start(tag, attributes);
  // A title holds no elements.
  if (tag == "title" || tag == "desc") {
    Text(Plain(words, languages_));
  } else {
    Say(words);
  }
  End(tag);
}

void Markup::Void(std::string_view tag, Attributes attributes) {
  // In HTML such an element has no end; in SVG it must have one.
  Start(tag, attributes, svg_ ? "/>" : ">");
}

void Markup::Say(const Words& words) {
  if (languages_ != Languages::kBoth || words.zh == words.en) {
    Text(Plain(words, languages_));
    return;
  }
  const std::string_view tag = svg_ ? "tspan" : "span";
  Leaf(tag, {{"lang", "zh"}}, words.zh);
  Leaf(tag, {{"lang", "en"}}, words.en);
}

}  // namespace pingyi::exporting
