// The gRPC service: every method of the contract bound to its handler.
#pragma once

#include <memory>

#include <grpcpp/impl/service_type.h>

#include "services/base/clock/clock.h"
#include "services/base/clock/id_source.h"
#include "services/base/rpc/kit.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

inline constexpr char kServiceName[] = "pingyi.report.v1.ReportService";

// Everything given must outlive the service.
std::unique_ptr<grpc::Service> MakeReportService(rpc::Kit& kit, ReportStore& store,
                                                 const Clock& clock, IdSource& ids);

}  // namespace pingyi::report
