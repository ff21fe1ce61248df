#include "services/result/rpc/component_figures_store.h"

#include "services/result/store/resource_names.h"
#include "services/result/wire/component/figures_wire.h"

namespace pingyi::result {

StoredFigures ToStored(const std::string& round, const ComponentFigures& figures) {
  v1::ComponentFigures proto;
  for (const SubjectFigures& subject : figures.subjects) {
    *proto.add_subject_figures() = ToProto(subject, "rounds/" + round);
  }
  return {.round = round,
          .component = figures.component,
          .source = figures.source,
          .source_run = figures.source_run,
          .source_result_digest = figures.source_result_digest,
          .subject_count = static_cast<int32_t>(figures.subjects.size()),
          .digest = FiguresDigest(figures),
          .figures = proto.SerializeAsString()};
}

absl::StatusOr<v1::ComponentFigures> ParseStored(const StoredFigures& stored) {
  v1::ComponentFigures proto;
  if (!proto.ParseFromString(stored.figures)) {
    return absl::DataLossError("stored figures cannot be read");
  }
  return proto;
}

absl::StatusOr<std::vector<ComponentFigures>> ReadFigures(ResultStore& store, absl::Time deadline,
                                                          const std::string& round) {
  absl::StatusOr<std::vector<StoredFigures>> stored = store.RoundFigures(deadline, round);
  if (!stored.ok()) return stored.status();
  std::vector<ComponentFigures> all;
  all.reserve(stored->size());
  for (const StoredFigures& figures : *stored) {
    absl::StatusOr<v1::ComponentFigures> proto = ParseStored(figures);
    if (!proto.ok()) return proto.status();
    proto->set_name(FiguresName(figures.round, figures.component));
    proto->set_source(figures.source);
    proto->set_source_run(figures.source_run);
    proto->set_source_result_digest(figures.source_result_digest);
    all.push_back(ToFigures(*proto));
  }
  return all;
}

}  // namespace pingyi::result
