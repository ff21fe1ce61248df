#include "services/verify/figures_form.h"

#include <string>

#include <fmt/format.h>

#include "services/result/domain/component_figures.h"
#include "services/result/wire/component/figures_wire.h"

namespace pingyi::verify {
namespace {

bool IsInForm(const result::v1::ComponentFigures& proto, const std::string& round) {
  const result::ComponentFigures figures = result::ToFigures(proto);
  result::ComponentFigures sorted = figures;
  result::SortFigures(sorted);
  if (figures != sorted || proto.name() != round + "/components/" + figures.component) return false;
  for (int i = 0; i < proto.subject_figures_size(); ++i) {
    const std::string& id = figures.subjects[static_cast<size_t>(i)].subject;
    if (proto.subject_figures(i).subject() != fmt::format("{}/subjects/{}", round, id))
      return false;
  }
  return true;
}

}  // namespace

bool AreFiguresInForm(const bundle::v1::ReleaseBundle& bundle) {
  std::string before;
  for (const result::v1::ComponentFigures& figures : bundle.component_figures()) {
    if (!IsInForm(figures, bundle.round().name()) || figures.name() <= before) return false;
    before = figures.name();
  }
  return true;
}

}  // namespace pingyi::verify
