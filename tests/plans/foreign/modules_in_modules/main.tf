# Modules in modules, count and for_each, several providers, values that are not to be shown.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "london"
  region = "eu-west-2"

  default_tags {
    tags = { team = "data" }
  }
}

provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

variable "webhook" {
  type      = string
  sensitive = true
  default   = "https://hooks.example.com/services/not-to-be-shown"
}

module "team" {
  source   = "./team"
  for_each = { blue = 1, green = 2 }

  name  = each.key
  keys  = each.value
  admin = "arn:aws:iam::111122223333:role/platform/iam-administrator"

  providers = {
    aws        = aws.london
    aws.backup = aws.frankfurt
  }
}

resource "aws_sns_topic" "told" {
  for_each = toset(["first", "second"])

  name = "told-${each.key}"
}

resource "aws_sns_topic_subscription" "webhook" {
  for_each = aws_sns_topic.told

  topic_arn = each.value.arn
  protocol  = "https"
  endpoint  = var.webhook
}

resource "aws_cloudtrail" "audit" {
  count = 2

  name                          = "audit-${count.index}"
  s3_bucket_name                = "example-archive"
  include_global_service_events = count.index == 0
}

output "webhook" {
  value     = var.webhook
  sensitive = true
}
