#include "services/cli/command/release_key.h"

#include <fmt/format.h>

#include "services/base/crypto/signature.h"
#include "services/cli/io/secret_file.h"
#include "services/cli/io/text_file.h"

namespace pingyi::cli {

absl::Status WriteNewKey(Context& context, const std::string& path) {
  absl::StatusOr<SecretFile> file = SecretFile::Create(path);
  if (!file.ok()) return file.status();
  const crypto::SigningKey key = crypto::SigningKey::Generate();
  std::string pem = key.ToPem();
  absl::Status status = file->Append(pem);
  crypto::Wipe(pem);
  if (status.ok()) status = WriteNewFile(path + ".pub", key.public_key().ToPem());
  if (!status.ok()) {
    file->Discard();
    return status;
  }
  context.Note({fmt::format("私钥 {}，公钥 {}.pub；密钥编号：", path, path),
                fmt::format("Private key {}, public key {}.pub; the key's id:", path, path)});
  return context.out.Write(key.public_key().id() + "\n");
}

}  // namespace pingyi::cli
