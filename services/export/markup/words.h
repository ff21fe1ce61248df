// Words for people in the two languages of a report.
#pragma once

#include <string>

namespace pingyi::exporting {

// Which languages a report has.
enum class Languages { kZh, kEn, kBoth };

struct Words {
  std::string zh;
  std::string en;
};

// The words on one line, both where both are wanted: for places that hold plain text.
inline std::string Plain(const Words& words, Languages languages) {
  if (languages == Languages::kZh || words.en == words.zh) return words.zh;
  return languages == Languages::kEn ? words.en : words.zh + " / " + words.en;
}

}  // namespace pingyi::exporting
