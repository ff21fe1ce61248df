#include "services/cli/command/release_pdf.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "services/cli/io/run_program.h"
#include "services/cli/io/scratch_dir.h"
#include "services/cli/io/text_file.h"

namespace pingyi::cli {
namespace {

// What Debian, other distributions and Google call it.
constexpr std::array kBrowsers = {"chromium", "chromium-browser", "google-chrome"};
constexpr size_t kMostSaid = 2000;

std::vector<std::string> Arguments(const ScratchDir& dir, const std::string& page,
                                   const std::string& pdf) {
  std::vector<std::string> arguments = {"--headless",
                                        "--disable-gpu",
                                        "--no-first-run",
                                        "--disable-extensions",
                                        "--disable-sync",
                                        "--disable-breakpad",
                                        "--disable-background-networking",
                                        "--host-resolver-rules=MAP * ~NOTFOUND",
                                        "--generate-pdf-document-outline",
                                        "--no-pdf-header-footer",
                                        "--user-data-dir=" + dir.File("profile"),
                                        "--print-to-pdf=" + pdf,
                                        "file://" + page};
  // Chromium refuses to run as root in its sandbox; the page is ours and has no script.
  if (geteuid() == 0) arguments.insert(arguments.begin(), "--no-sandbox");
  return arguments;
}

absl::StatusOr<ProgramEnd> RunBrowser(const std::vector<std::string>& arguments) {
  for (const char* name : kBrowsers) {
    absl::StatusOr<ProgramEnd> end = RunProgram(name, arguments);
    if (!absl::IsNotFound(end.status())) return end;
  }
  return absl::NotFoundError(
      "PDF is printed by Chromium, which is not installed: apt-get install chromium (and a font "
      "with the characters, e.g. fonts-noto-cjk), or choose --format html and print it");
}

}  // namespace

std::string WithPdfTimes(std::string pdf, absl::Time time) {
  const std::string stamp = absl::FormatTime("%Y%m%d%H%M%S", time, absl::UTCTimeZone());
  for (const std::string_view key : {"/CreationDate (D:", "/ModDate (D:"}) {
    for (size_t at = pdf.find(key); at != std::string::npos; at = pdf.find(key, at + 1)) {
      const size_t digits = at + key.size();
      const size_t end = std::min(pdf.find_first_not_of("0123456789", digits), pdf.size());
      if (end >= digits + stamp.size()) pdf.replace(digits, stamp.size(), stamp);
    }
  }
  return pdf;
}

absl::StatusOr<std::string> PrintToPdf(const std::string& html, absl::Time time) {
  const absl::StatusOr<ScratchDir> dir = ScratchDir::Create();
  if (!dir.ok()) return dir.status();
  const std::string page = dir->File("page.html");
  const std::string file = dir->File("page.pdf");
  if (absl::Status status = WriteNewFile(page, html); !status.ok()) return status;
  const absl::StatusOr<ProgramEnd> end = RunBrowser(Arguments(*dir, page, file));
  if (!end.ok()) return end.status();
  absl::StatusOr<std::string> pdf = ReadBinaryFile(file);
  if (end->exit_code != 0 || !pdf.ok() || !pdf->starts_with("%PDF-")) {
    return absl::FailedPreconditionError(fmt::format(
        "Chromium ended with {} and no PDF: {}", end->exit_code, end->output.substr(0, kMostSaid)));
  }
  return WithPdfTimes(*std::move(pdf), time);
}

}  // namespace pingyi::cli
