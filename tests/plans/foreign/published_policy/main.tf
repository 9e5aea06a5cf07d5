# A key by the steps that Camunda publishes, in somebody's own module.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "tenant_role" {
  type    = string
  default = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"
}

provider "aws" {
  region = "eu-west-1"
}

module "byok" {
  source   = "./byok"
  for_each = toset(["payments"])

  name        = each.key
  tenant_role = var.tenant_role
}

output "key_arns" {
  value = { for name, made in module.byok : name => made.key_arn }
}
