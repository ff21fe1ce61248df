#include "services/cli/command/release_components.h"

namespace pingyi::cli {

using result::v1::ComponentFigures;
using result::v1::ListComponentFiguresResponse;
using result::v1::ListSubjectFiguresResponse;
using Stub = result::v1::ResultService::StubInterface;

absl::Status AddComponentFigures(const Client<result::v1::ResultService>& client,
                                 bundle::v1::ReleaseBundle& bundle) {
  const result::v1::ScoringPolicy& policy = bundle.policy();
  if (policy.components().empty() && !policy.has_criterion_factors()) return absl::OkStatus();
  result::v1::ListComponentFiguresRequest components;
  components.set_parent(bundle.round().name());
  absl::Status status = client.ListAll(&Stub::ListComponentFigures, components,
                                       &ListComponentFiguresResponse::component_figures,
                                       [&](const ComponentFigures& figures) {
                                         *bundle.add_component_figures() = figures;
                                         return absl::OkStatus();
                                       });
  if (!status.ok()) return status;
  for (ComponentFigures& figures : *bundle.mutable_component_figures()) {
    result::v1::ListSubjectFiguresRequest subjects;
    subjects.set_parent(figures.name());
    status = client.ListAll(&Stub::ListSubjectFigures, subjects,
                            &ListSubjectFiguresResponse::subject_figures,
                            [&](const result::v1::SubjectFigures& subject) {
                              *figures.add_subject_figures() = subject;
                              return absl::OkStatus();
                            });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace pingyi::cli
